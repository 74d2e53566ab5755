import { afterEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import type { HostStep } from '../../local/host/start-host.ts';
import { EXPECTED_OUTPUT, registerCrashApp } from './crash-app.ts';
import { DURABLE, startTestHost, stopHosts, temporaryDatabase } from './harness.ts';
import type { TestHost } from './harness.ts';

afterEach(stopHosts);

interface Outcome {
  steps: HostStep[];
  crashes: number;
  status: unknown;
  tally: unknown;
  effects: string[];
}

/** Runs the app to its end, abandoning the host at the given steps and starting it again on the same database. */
async function run(crashAt: ReadonlySet<number>): Promise<Outcome> {
  const clock = new VirtualClock();
  const database = temporaryDatabase();
  const steps: HostStep[] = [];
  const effects: string[] = [];
  let crashes = 0;
  const onStep = (step: HostStep): void | 'crash' => {
    steps.push(step);
    if (!crashAt.has(steps.length)) return;
    crashes++;
    return 'crash';
  };
  const start = () =>
    startTestHost(() => registerCrashApp((name) => effects.push(name)), { clock, database, onStep });
  let test = await start();
  const until = async (done: (test: TestHost) => Promise<boolean>): Promise<void> => {
    for (;;) {
      if (test.host.crashed) test = await start();
      const reached = await untilCrash(test, done);
      if (reached && !test.host.crashed) return;
    }
  };
  await until(async ({ call }) => {
    const { status } = await call('POST', `${DURABLE}/orchestrators/main/the-main`, { body: '0' });
    return status === 202 || status === 409;
  });
  await until(async ({ call }) => {
    const answer = await call('GET', `${DURABLE}/entities/tally/rounds`);
    return answer.status === 200 && (answer.json as number) >= 13;
  });
  await until(async ({ call }) => {
    const { status } = await call('POST', `${DURABLE}/instances/the-main/raiseEvent/go`, { body: { go: 1 } });
    return status === 202 || status === 410;
  });
  await until(async ({ status }) => (await status('the-main')).runtimeStatus === 'Completed');
  const tally = (await test.call('GET', `${DURABLE}/entities/tally/rounds`)).json;
  return { steps, crashes, status: await test.status('the-main'), tally, effects };
}

/** False when the host crashed on the way; a request that it cut off fails as it would for any client. */
async function untilCrash(test: TestHost, done: (test: TestHost) => Promise<boolean>): Promise<boolean> {
  const attempt = async () => {
    if (test.host.crashed) return true;
    try {
      return await done(test);
    } catch (error) {
      if (test.host.crashed) return true;
      throw error;
    }
  };
  await test.clock.runUntil(attempt);
  return !test.host.crashed;
}

const EXPECTED_EFFECTS = ['first', 'hopeless', 'left', 'right', 'round 0', 'round 1', 'round 2'];

describe('a host that is abandoned', () => {
  it('at every single step comes to the same end as one that is not', async () => {
    const whole = await run(new Set());
    expect(whole.status).toMatchObject({ runtimeStatus: 'Completed', output: EXPECTED_OUTPUT });
    expect([...new Set(whole.effects)].sort()).toEqual(EXPECTED_EFFECTS);
    expect(whole.effects).toHaveLength(EXPECTED_EFFECTS.length + 1);
    for (let step = 1; step <= whole.steps.length; step++) {
      const crashed = await run(new Set([step]));
      const where = `crashed at step ${step}, ${JSON.stringify(whole.steps[step - 1])}`;
      expect({ where, crashes: crashed.crashes }).toEqual({ where, crashes: 1 });
      expect({ where, status: crashed.status }).toMatchObject({
        where,
        status: { runtimeStatus: 'Completed', output: EXPECTED_OUTPUT },
      });
      expect({ where, tally: crashed.tally }).toEqual({ where, tally: 13 });
      expect([...new Set(crashed.effects)].sort()).toEqual(EXPECTED_EFFECTS);
      // At most the two activities that can be under way at once have run again.
      expect(crashed.effects.length - whole.effects.length).toBeLessThanOrEqual(2);
    }
  }, 120_000);

  it('again and again, every third step, still comes to the end', async () => {
    const every = new Set(Array.from({ length: 200 }, (_, n) => 3 * n + 3));
    const { status, crashes, tally } = await run(every);
    expect(status).toMatchObject({ runtimeStatus: 'Completed', output: EXPECTED_OUTPUT });
    expect(tally).toBe(13);
    expect(crashes).toBeGreaterThan(8);
  });

  it('does nothing any more', async () => {
    const test = await startTestHost(() => registerCrashApp(() => undefined));
    test.host.kill();
    expect([test.host.crashed, test.host.isBusy()]).toEqual([true, false]);
    await expect(test.call('GET', `${DURABLE}/instances`)).rejects.toThrow();
    await test.host.stop();
  });
});
