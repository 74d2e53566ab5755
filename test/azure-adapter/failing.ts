import { ProblemError } from '../../shared/contracts/problem.ts';
import type { Problem } from '../../shared/contracts/problem.ts';

/** The error a call failed with; any other outcome fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ProblemError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('the call succeeded, and should have failed');
}

/** The problem a call failed with. */
export async function problemOf(call: Promise<unknown>): Promise<Problem> {
  return (await failureOf(call)).problem;
}
