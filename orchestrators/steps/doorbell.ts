import type { OrchestrationContext, Task } from 'durable-functions';
import { HINT_RECEIVED } from '../../shared/contracts/activities.ts';
import type { Step } from './call.ts';

/**
 * The one pending wait for "a hint came". It is kept over several waits: a second wait beside a forgotten first one
 * would never be woken, since events go to the oldest wait.
 */
export interface Doorbell {
  waiting: Task;
}

export function hangDoorbell(context: OrchestrationContext): Doorbell {
  return { waiting: context.df.waitForExternalEvent(HINT_RECEIVED) };
}

/** Waits until the bell rings. */
export function* untilRung(context: OrchestrationContext, bell: Doorbell): Step<void> {
  yield bell.waiting;
  bell.waiting = context.df.waitForExternalEvent(HINT_RECEIVED);
}

/** Waits in a durable timer, or until the bell rings. */
export function* sleepUnlessRung(
  context: OrchestrationContext,
  bell: Doorbell,
  seconds: number,
): Step<'rung' | 'slept'> {
  const timer = timerIn(context, seconds);
  yield context.df.Task.any([bell.waiting, timer]);
  if (!bell.waiting.isCompleted) return 'slept';
  if (!timer.isCompleted) timer.cancel();
  bell.waiting = context.df.waitForExternalEvent(HINT_RECEIVED);
  return 'rung';
}

/** Waits in a durable timer, whatever rings. */
export function* sleep(context: OrchestrationContext, seconds: number): Step<void> {
  yield timerIn(context, seconds);
}

function timerIn(context: OrchestrationContext, seconds: number) {
  return context.df.createTimer(
    new Date(context.df.currentUtcDateTime.getTime() + Math.ceil(seconds * 1000)),
  );
}
