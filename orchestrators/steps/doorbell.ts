import type { OrchestrationContext, Task } from 'durable-functions';
import { HINT_RECEIVED } from '../../shared/contracts/activities.ts';
import type { Step } from './call.ts';

/**
 * The pending wait for "a hint came", kept over several waits: a ring that comes between two of them goes to the wait
 * that is pending, so a fresh one beside it would never hear of it. Once it rang, the inbox is looked into before the
 * next rest, so it does not matter which of several rings was heard.
 */
export interface Doorbell {
  waiting: Task;
}

export function hangDoorbell(context: OrchestrationContext): Doorbell {
  return { waiting: context.df.waitForExternalEvent(HINT_RECEIVED) };
}

/** Whether it rang since it was last heard. */
export function hasRung(bell: Doorbell): boolean {
  return bell.waiting.isCompleted;
}

/** Waits until the bell rings. */
export function* untilRung(bell: Doorbell): Step<void> {
  // A task that is done already must not be waited for: nothing would wake us.
  if (!bell.waiting.isCompleted) yield bell.waiting;
}

/** Waits in a durable timer, or until the bell rings; not at all when it rang in the meantime. */
export function* sleepUnlessRung(
  context: OrchestrationContext,
  bell: Doorbell,
  seconds: number,
): Step<'rung' | 'slept'> {
  if (!bell.waiting.isCompleted) {
    const timer = timerIn(context, seconds);
    yield context.df.Task.any([bell.waiting, timer]);
    if (!bell.waiting.isCompleted) return 'slept';
    if (!timer.isCompleted) timer.cancel();
  }
  bell.waiting = context.df.waitForExternalEvent(HINT_RECEIVED);
  return 'rung';
}

/** A ringing bell must not make us look at a scale set more often than ARM's limits allow. */
export const SOONEST_LOOK_SECONDS = 6;

/** Waits in a durable timer, whatever rings. */
export function* sleep(context: OrchestrationContext, seconds: number): Step<void> {
  yield timerIn(context, seconds);
}

/** The same until a time in milliseconds since the epoch; not at all when that is over. */
export function* sleepUntil(context: OrchestrationContext, time: number): Step<void> {
  const left = time - context.df.currentUtcDateTime.getTime();
  if (left > 0) yield* sleep(context, left / 1000);
}

function timerIn(context: OrchestrationContext, seconds: number) {
  return context.df.createTimer(
    new Date(context.df.currentUtcDateTime.getTime() + Math.ceil(seconds * 1000)),
  );
}
