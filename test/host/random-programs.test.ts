import { afterEach, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import type { EntityContext, OrchestrationContext } from 'durable-functions';
import fc from 'fast-check';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { startTestHost, stopHosts, temporaryDatabase } from './harness.ts';
import type { TestHost } from './harness.ts';

afterEach(stopHosts);

/** One step of a program that a generic orchestrator carries out; its result is known beforehand. */
type Step =
  | { do: 'act'; n: number }
  | { do: 'flaky'; n: number; failures: number; attempts: number }
  | { do: 'sleep'; seconds: number }
  | { do: 'entity'; n: number }
  | { do: 'race'; n: number }
  | { do: 'all'; steps: Step[] }
  | { do: 'child'; steps: Step[] };

const leaf: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('act' as const), n: fc.nat(99) }),
  fc.record({
    do: fc.constant('flaky' as const),
    n: fc.nat(99),
    failures: fc.nat(3),
    attempts: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: fc.constant('sleep' as const), seconds: fc.nat(100) }),
  fc.record({ do: fc.constant('entity' as const), n: fc.nat(99) }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  leaf,
  fc.record({ do: fc.constant('race' as const), n: fc.nat(99) }),
  fc.record({ do: fc.constant('all' as const), steps: fc.array(leaf, { minLength: 1, maxLength: 5 }) }),
  fc.record({ do: fc.constant('child' as const), steps: fc.array(leaf, { maxLength: 4 }) }),
);
const program = fc.array(step, { maxLength: 7 });

function resultOf(one: Step): unknown {
  switch (one.do) {
    case 'flaky':
      return one.failures < one.attempts ? one.n : 'failed';
    case 'sleep':
      return 'slept';
    case 'all': {
      const results = one.steps.map(resultOf);
      return results.includes('failed') ? 'failed' : results;
    }
    case 'child':
      return one.steps.map(resultOf);
    default:
      return one.n;
  }
}

type Steps = Generator<df.Task, unknown, never>;

function taskOf(context: OrchestrationContext, one: Step): df.Task {
  switch (one.do) {
    case 'flaky':
      return context.df.callActivityWithRetry('flaky', new df.RetryOptions(1000, one.attempts), one);
    case 'sleep':
      return context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + one.seconds * 1000));
    case 'entity':
      return context.df.callEntity(new df.EntityId('echo', String(one.n)), 'echo', one.n);
    case 'all':
      return context.df.Task.all(one.steps.map((child) => taskOf(context, child)));
    case 'child':
      return context.df.callSubOrchestrator('interpreter', one.steps);
    default:
      return context.df.callActivity('act', one.n);
  }
}

function* interpreter(context: OrchestrationContext): Steps {
  const out: unknown[] = [];
  for (const one of context.df.getInput<Step[]>() ?? []) {
    try {
      if (one.do === 'race') out.push(yield* race(context, one.n));
      else out.push(tidy(one, yield taskOf(context, one)));
    } catch {
      out.push('failed');
    }
  }
  return out;
}

function* race(context: OrchestrationContext, n: number): Steps {
  const timeout = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 86_400_000));
  const act = context.df.callActivity('act', n);
  const won: df.Task = yield context.df.Task.any([timeout, act]);
  if (won === act) timeout.cancel();
  return won.result;
}

function tidy(one: Step, result: unknown): unknown {
  if (one.do === 'sleep') return 'slept';
  if (one.do !== 'all') return result;
  return one.steps.map((child, index) => tidy(child, (result as unknown[])[index]));
}

/** `attempts` counts the attempts of each failing step; it outlives the host, as the world does. */
function register(attempts: Map<number, number>): void {
  df.app.activity('act', { handler: (n: number) => n });
  df.app.activity('flaky', {
    handler: (one: { n: number; failures: number }) => {
      const attempt = (attempts.get(one.n) ?? 0) + 1;
      attempts.set(one.n, attempt);
      if (attempt <= one.failures) throw new Error(`attempt ${attempt}`);
      return one.n;
    },
  });
  df.app.entity('echo', ((context: EntityContext<number>) =>
    context.df.return(context.df.getInput())) as never);
  df.app.orchestration('interpreter', interpreter);
}

async function runWith(steps: Step[], crashAt: ReadonlySet<number>): Promise<unknown> {
  const clock = new VirtualClock();
  const database = temporaryDatabase();
  let count = 0;
  const onStep = () => (crashAt.has(++count) ? ('crash' as const) : undefined);
  const attempts = new Map<number, number>();
  const start = () => startTestHost(() => register(attempts), { clock, database, onStep });
  let test: TestHost = await start();
  for (;;) {
    if (test.host.crashed) test = await start();
    try {
      await test.start('interpreter', steps, 'program');
    } catch (error) {
      if (!test.host.crashed && !String(error).includes('409')) throw error;
    }
    try {
      return (await test.finished('program')).output;
    } catch (error) {
      if (!test.host.crashed) throw error;
    }
  }
}

describe('any program of steps', () => {
  it('returns what its steps make, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (steps) => {
        expect(await runWith(distinct(steps), new Set())).toEqual(distinct(steps).map(resultOf));
        await stopHosts();
      }),
      { numRuns: 40 },
    );
  });

  it('returns the same when the host is abandoned at any of its steps', async () => {
    const crashes = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(program, crashes, async (steps, crashAt) => {
        const steady = distinct(steps).map(withoutFailures);
        expect(await runWith(steady, new Set(crashAt))).toEqual(steady.map(resultOf));
        await stopHosts();
      }),
      { numRuns: 40 },
    );
  });
});

/** Gives every step a number of its own, so that attempts are counted for each. */
function distinct(steps: Step[]): Step[] {
  let next = 0;
  const renumber = (one: Step): Step =>
    'steps' in one
      ? { ...one, steps: one.steps.map(renumber) }
      : 'n' in one
        ? { ...one, n: one.n + 100 * next++ }
        : one;
  return steps.map(renumber);
}

/** An attempt repeated after a crash may succeed where it was told to fail, so only whole failures are kept. */
function withoutFailures(one: Step): Step {
  if ('steps' in one) return { ...one, steps: one.steps.map(withoutFailures) };
  return one.do === 'flaky' ? { ...one, failures: Math.min(one.failures, one.attempts - 1) } : one;
}
