import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallBudget } from '../ports/scale-sets.ts';
import { problemOfFailure } from './arm-errors.ts';

/**
 * The SDK passes a caller's options with the first page only, so what each answer says about our budget is noted by
 * a pipeline policy, and reaches the call it belongs to through the asynchronous context.
 */
const current = new AsyncLocalStorage<CallBudget>();

/** Runs one operation (all its pages) and answers its value with the scarcest budget seen; throws `ProblemError`. */
export async function armCall<T>(operation: () => Promise<T>): Promise<{ value: T; budget: CallBudget }> {
  const budget: CallBudget = {};
  try {
    const value = await current.run(budget, operation);
    return { value, budget };
  } catch (error) {
    throw problemOfFailure(error);
  }
}

/** Notes what one answer said; outside of `armCall` nobody asks, and nothing is noted. */
export function noteBudget(answer: CallBudget): void {
  const budget = current.getStore();
  if (!budget) return;
  if (answer.remaining !== undefined)
    budget.remaining = Math.min(answer.remaining, budget.remaining ?? Infinity);
  if (answer.retryAfterSeconds !== undefined)
    budget.retryAfterSeconds = Math.max(answer.retryAfterSeconds, budget.retryAfterSeconds ?? 0);
}
