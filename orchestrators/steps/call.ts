import type { Task } from 'durable-functions';
import type { Activities, ActivityName } from '../../shared/contracts/activities.ts';
import type { Life } from './life.ts';

/** A part of an orchestration: yields durable tasks, returns a `T`. Used as `yield* step(...)`. */
export type Step<T> = Generator<Task, T, unknown>;

/** What an activity is told; the orchestration's own time is added by `call`. */
export type Told<N extends ActivityName> = Omit<Activities[N]['input'], 'at'>;

/** Calls one activity; a wrong name, input or use of the answer does not compile. */
export function* call<N extends ActivityName>(
  { context }: Pick<Life, 'context'>,
  name: N,
  input: Told<N>,
): Step<Activities[N]['output']> {
  const at = context.df.currentUtcDateTime.toISOString();
  return (yield context.df.callActivity(name, { ...input, at })) as Activities[N]['output'];
}
