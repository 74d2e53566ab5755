import type { OrchestrationContext, Task } from 'durable-functions';
import { HINT_RECEIVED } from '../../shared/contracts/activities.ts';
import type { NextTurn } from '../../shared/contracts/rollout/turn.ts';

/**
 * One life of the care for a fleet, from one continue-as-new to the next: what every step of it shares. Every wait of
 * the fleet goes through it (`rest`), so whatever happens, somebody hears the bell.
 */
export interface Life {
  readonly context: OrchestrationContext;
  readonly fleet: string;
  /**
   * The pending wait for "a hint came", kept over several rests: a ring that comes between two of them goes to the wait
   * that is pending, so a fresh one beside it would never hear of it.
   */
  bell: Task;
  /** It rang, and nobody has looked into the inbox since. */
  rung: boolean;
  /** Hints were seen in the inbox that no reaction has taken yet. */
  unread: boolean;
  /** How many of those are an operator's and were obeyed already. */
  obeyed: number;
  /** The fleet's status says what is waited for. */
  waitIsShown: boolean;
  rollout: RolloutTurns;
}

/** The turns of the fleet's rollout in this life; times in milliseconds. */
export interface RolloutTurns {
  /** `undefined`: the inbox has not said yet whether one is under way; `null`: none is. */
  next: NextTurn | null | undefined;
  /** When it is due. */
  at: number;
  /** When the last one was taken. */
  takenAt: number;
  taken: number;
  /** How many in a row were not answered. */
  unanswered: number;
}

export function beginLife(context: OrchestrationContext, fleet: string, next?: NextTurn | null): Life {
  const bell = context.df.waitForExternalEvent(HINT_RECEIVED);
  const rollout = { next, at: dueAt(next), takenAt: 0, taken: 0, unanswered: 0 };
  return { context, fleet, bell, rung: false, unread: false, obeyed: 0, waitIsShown: false, rollout };
}

/** When a turn is due; never, before anybody has told of a rollout. */
export function dueAt(next: NextTurn | null | undefined): number {
  return next?.at === undefined ? Infinity : Date.parse(next.at);
}

/** A ringing bell must not make us look at a scale set more often than ARM's limits allow. */
export const SOONEST_LOOK_SECONDS = 6;

/** The orchestration's own time, in milliseconds since the epoch; the same at every replay. */
export function now({ context }: Pick<Life, 'context'>): number {
  return context.df.currentUtcDateTime.getTime();
}

/** A moment so many seconds from now. */
export function after(life: Life, seconds: number): number {
  return now(life) + Math.ceil(seconds * 1000);
}

/** Whether a hint waits that nobody has taken along: what is known of Azure may be old. */
export function hasNews(life: Life): boolean {
  hearBell(life);
  return life.rung || life.unread;
}

/** Notes a ring and waits for the next one; a completed task must never be waited for again. */
export function hearBell(life: Life): void {
  if (!life.bell.isCompleted) return;
  life.rung = true;
  life.bell = life.context.df.waitForExternalEvent(HINT_RECEIVED);
}
