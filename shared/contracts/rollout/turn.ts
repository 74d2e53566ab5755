import type { Problem } from '../problem.ts';
import type { Change } from './facets.ts';
import type { Gate } from './gate.ts';

/** The one thing that a turn asks of the world, or until when it asks nothing. */
export type Act =
  /** Journal the change, with what it replaces, then begin it. */
  | { do: 'begin'; seq: number; change: Change; why: string }
  /** Ask how an operation that was begun is getting on. */
  | { do: 'poll'; seq: number }
  | { do: 'observe'; unit: string; size: number }
  | { do: 'compare'; unit: string; with: string }
  | { do: 'reach'; unit: string }
  | { do: 'measure'; gate: Extract<Gate, { kind: 'verify' | 'webhook' }> }
  | { do: 'rest'; until?: string; why: string }
  | { do: 'end' };

/** What came of it. */
export type ActOutcome =
  | { of: 'change'; state: 'running'; pollAfterSeconds: number }
  | { of: 'change'; state: 'done'; replaced?: string }
  | { of: 'change'; state: 'failed'; problem: Problem }
  | {
      of: 'ready';
      size: number;
      ready: number;
      failed: { name: string; reason: string }[];
      /** Some of those that are still on their way, for people. */
      waitingFor?: { name: string; reason: string }[];
    }
  /** So many machines the other unit has. */
  | { of: 'compared'; size: number }
  | { of: 'reachable'; well: boolean; why: string }
  | { of: 'measurement'; verdict: 'success' | 'failure' | 'error' | 'inconclusive'; reason: string }
  /** It could not be asked, or done: for a while, or for good; the problem's kind says which. */
  | { of: 'trouble'; problem: Problem };

/** The activities that take a rollout's turns. */
export type TurnActivity = 'decideTurn' | 'beginChange' | 'pollChange' | 'observeUnit' | 'measureGate';

/** What a rollout does next, and when; kept from turn to turn, yet never needed: the record says the same. */
export interface NextTurn {
  rolloutId: string;
  act: TurnActivity;
  /** ISO 8601; absent when only a command goes on. */
  at?: string;
  /** The turn changed what the fleet consists of: there is something to react to. */
  stirred?: true;
}

/** Whose rollout has its turn, and the orchestration's own time (ISO 8601). */
export interface TurnOrder {
  fleet: string;
  at: string;
}
