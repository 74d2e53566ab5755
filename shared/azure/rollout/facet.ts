import { ProblemError, transient } from '../../contracts/problem.ts';
import type { Change, Facet } from '../../contracts/rollout/facets.ts';
import type { Progress } from '../../ports/rollout.ts';
import type { Going } from './token.ts';

export type ChangeOf<F extends Facet> = Extract<Change, { facet: F }>;

/** One step of a change: it looks at the world, and does at most one thing about what is not so yet. */
export interface Step<F extends Facet> {
  going: Going & { change: ChangeOf<F> };
  /** Of an attempt that begins, perhaps not for the first time; not of one that is polled. */
  isFirst: boolean;
}

export function failed({ problem }: ProblemError): Progress {
  return { state: 'failed', problem };
}

/**
 * Runs a step. What ends it for good is an answer; what can pass is thrown as Transient, a conflict with other writers
 * too: it is asked again.
 */
export async function progressOf(step: () => Promise<Progress>): Promise<Progress> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { kind, code, message, retryAfterSeconds } = error.problem;
    if (kind === 'Permanent' || kind === 'InvalidInput') return failed(error);
    throw kind === 'Conflict' ? transient(code, message, retryAfterSeconds) : error;
  }
}
