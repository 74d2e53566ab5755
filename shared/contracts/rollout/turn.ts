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
  | { do: 'reach'; unit: string }
  | { do: 'measure'; gate: Extract<Gate, { kind: 'verify' | 'webhook' }> }
  | { do: 'rest'; until?: string; why: string }
  | { do: 'end' };

/** What came of it. */
export type ActOutcome =
  | { of: 'change'; state: 'running'; pollAfterSeconds: number }
  | { of: 'change'; state: 'done' }
  | { of: 'change'; state: 'failed'; problem: Problem }
  | { of: 'ready'; size: number; ready: number; failed: { name: string; reason: string }[] }
  | { of: 'reachable'; well: boolean; why: string }
  | { of: 'measurement'; verdict: 'success' | 'failure' | 'error' | 'inconclusive'; reason: string };
