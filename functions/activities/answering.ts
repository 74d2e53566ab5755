import type { Activities, ActivityName } from '../../shared/contracts/activities.ts';
import { type Problem, ProblemError } from '../../shared/contracts/problem.ts';
import type { Dependencies } from '../dependencies.ts';

type Input<N extends ActivityName> = Activities[N]['input'];
type Value<N extends ActivityName> = Extract<Activities[N]['output'], { ok: true }>['value'];

/** An activity as it is written: its effects through `deps`, its value returned, a problem thrown. */
export type Activity<N extends ActivityName> = (deps: Dependencies, input: Input<N>) => Promise<Value<N>>;

/**
 * An activity as the orchestration sees it: an expected problem is a value. Anything else that is thrown is a mistake
 * of ours and fails the activity.
 */
export async function answering<T>(
  work: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; problem: Problem }> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
}
