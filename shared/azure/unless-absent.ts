import { ProblemError } from '../contracts/problem.ts';

/** The answer, or `undefined` where ARM itself says that it is not there: a proxy's 404 proves nothing, and is a passing problem. */
export async function unlessAbsent<T>(get: () => Promise<T>): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof ProblemError && isNotFound(error)) return undefined;
    throw error;
  }
}

function isNotFound({ problem: { kind, code } }: ProblemError): boolean {
  return kind === 'Permanent' && code.endsWith('NotFound');
}
