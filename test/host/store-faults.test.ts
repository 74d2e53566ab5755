import { afterEach, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { app } from '@azure/functions';
import * as df from 'durable-functions';
import type { StoreFault } from '../../local/host/start-host.ts';
import { TaskHub } from '../../local/host/task-hub/task-hub.ts';
import { EXPECTED_OUTPUT, registerCrashApp } from './crash-app.ts';
import { DURABLE, startTestHost, stopHosts, temporaryDatabase } from './harness.ts';
import type { TestHost } from './harness.ts';

afterEach(stopHosts);

type Steps = Generator<df.Task, unknown, never>;
const MINUTE = 60_000;
const EVERYTHING = ['first', 'left', 'right', 'hopeless', 'hopeless', 'round 0', 'round 1', 'round 2'].sort();

/** Which of the store's moments fail, from the `nth` commit on. */
interface Outage {
  nth: number;
  moment: 'commit' | 'committed' | 'statement';
  /** How many of them fail, or for how long of virtual time all do. */
  times?: number;
  minutes?: number;
}

function diskFull(): Error {
  return Object.assign(new Error('database or disk is full'), { errcode: 13 });
}

class Store {
  readonly commits: string[] = [];
  #failed = 0;
  #until: number | undefined;
  readonly #outage: Outage | undefined;
  readonly #now: () => number;

  constructor(outage: Outage | undefined, now: () => number) {
    this.#outage = outage;
    this.#now = now;
  }

  fault: StoreFault = (moment, what) => {
    if (moment === 'commit') this.commits.push(what);
    const outage = this.#outage;
    if (!outage || moment !== outage.moment || this.commits.length < outage.nth) return;
    this.#until ??= this.#now() + (outage.minutes ?? 0) * MINUTE;
    if (outage.times === undefined ? this.#now() >= this.#until : this.#failed >= outage.times) return;
    this.#failed++;
    throw diskFull();
  };
}

/** Runs the app with everything in it to its end, whatever the store does; clients try again what was refused. */
async function run(outage?: Outage) {
  const effects: string[] = [];
  let now = () => 0;
  const store = new Store(outage, () => now());
  const test = await startTestHost(() => registerCrashApp((name) => effects.push(name)), {
    storeFault: (moment, what) => store.fault(moment, what),
  });
  now = () => test.clock.now();
  const began = now();
  await until(test, async () => {
    const { status } = await test.call('POST', `${DURABLE}/orchestrators/main/the-main`, { body: '0' });
    return status === 202 || status === 409;
  });
  await until(test, async () => (await tallyOf(test)) === 13);
  await until(test, async () => {
    const { status } = await test.call('POST', `${DURABLE}/instances/the-main/raiseEvent/go`, {
      body: { go: 1 },
    });
    return status === 202 || status === 410;
  });
  await until(test, async () => (await statusOf(test)).runtimeStatus === 'Completed');
  const minutes = (now() - began) / MINUTE;
  const { output } = await statusOf(test);
  return { commits: store.commits, output, tally: await tallyOf(test), effects: effects.sort(), minutes };
}

/** Looks every five seconds: a client has to try again, and nothing else may be left that would make time pass. */
async function until(test: TestHost, done: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 1000; looks++) {
    if (await done()) return;
    await test.clock.advance(5000);
  }
  throw new Error('it did not go on by itself');
}

async function tallyOf(test: TestHost): Promise<unknown> {
  const { status, json } = await test.call('GET', `${DURABLE}/entities/tally/rounds`);
  return status === 200 ? json : undefined;
}

async function statusOf(test: TestHost): Promise<{ runtimeStatus?: string; output?: unknown }> {
  const { status, json } = await test.call('GET', `${DURABLE}/instances/the-main`);
  return status < 300 ? (json as { runtimeStatus: string }) : {};
}

const OUTAGES: Omit<Outage, 'nth'>[] = [
  { moment: 'commit', times: 1 },
  { moment: 'commit', times: 2 },
  { moment: 'commit', minutes: 10 },
  { moment: 'committed', times: 1 },
  { moment: 'committed', times: 2 },
  { moment: 'statement', times: 1 },
  { moment: 'statement', minutes: 10 },
];

describe('a task hub whose store fails', () => {
  it.each(OUTAGES)(
    'from any commit on (%j) goes on by itself, with nothing lost and nothing twice',
    async (kind) => {
      const whole = await run();
      expect(whole).toMatchObject({ output: EXPECTED_OUTPUT, tally: 13, effects: EVERYTHING });
      for (let nth = 1; nth <= whole.commits.length; nth += kind.times === 1 ? 2 : 5) {
        const { commits, ...end } = await run({ ...kind, nth });
        const where = { nth, commit: whole.commits[nth - 1] };
        expect({ ...where, commits: commits.length >= whole.commits.length }).toEqual({
          ...where,
          commits: true,
        });
        expect({ ...where, ...end }).toMatchObject({
          ...where,
          output: EXPECTED_OUTPUT,
          tally: 13,
          effects: EVERYTHING,
        });
        // The pause between two attempts is at most a minute, so that is what an outage may cost on top.
        expect(end.minutes).toBeLessThan(whole.minutes + (kind.minutes ?? 0) + 2.5);
      }
    },
    120_000,
  );

  it('is asked again after pauses that grow up to a minute, each failure logged', async () => {
    let broken = true;
    const tries: number[] = [];
    const test = await startTestHost(
      () =>
        df.app.orchestration('waits', function* (context): Steps {
          return yield context.df.waitForExternalEvent('go');
        }),
      {
        storeFault: (moment, what) => {
          if (!broken || moment !== 'commit' || !what.endsWith(': completed')) return;
          tries.push(test.clock.now());
          throw diskFull();
        },
      },
    );
    const id = await test.start('waits');
    await test.settle(1000);
    await test.call('POST', `${DURABLE}/instances/${id}/raiseEvent/go`, { body: 1 });
    await test.settle(5 * MINUTE);
    // What may have been committed after all is looked at once more with the first retry: a pause of nothing.
    const pauses = tries
      .slice(1)
      .map((time, index) => (time - (tries[index] ?? 0)) / 1000)
      .filter((pause) => pause > 0);
    expect(pauses.slice(0, 8)).toEqual([1, 4, 8, 16, 32, 60, 60, 60]);
    const told = test.logs.filter(({ level, message }) => level === 'critical' && message.startsWith(id));
    expect(told).toHaveLength(tries.length);
    expect(told[2]?.message).toMatch(/failed 3 time\(s\) in a row, tried again in 4 s: .*disk is full/);
    broken = false;
    expect(await test.finished(id)).toMatchObject({ output: 1 });
  });

  it('that another connection holds locked is waited for', async () => {
    const database = temporaryDatabase();
    const test = await startTestHost(
      () => {
        df.app.activity('work', { handler: () => 'done' });
        df.app.orchestration('works', function* (context): Steps {
          return yield context.df.callActivity('work');
        });
      },
      { database },
    );
    const other = new DatabaseSync(database);
    const id = await test.start('works');
    other.exec('BEGIN IMMEDIATE');
    await test.settle(0);
    expect(test.logs.at(-1)?.message).toContain('database is locked');
    other.exec('COMMIT');
    other.close();
    expect(await test.finished(id)).toMatchObject({ output: 'done' });
  });
});

describe('what the store can never take', () => {
  const tooBig = Object.assign(new Error('string or blob too big'), { errcode: 18 });

  it('as an activity’s answer becomes its failure, which the orchestration sees', async () => {
    const test = await startTestHost(
      () => {
        df.app.activity('big', { handler: () => 'too much' });
        df.app.orchestration('asks', function* (context): Steps {
          try {
            return yield context.df.callActivity('big');
          } catch (error) {
            return (error as Error).message;
          }
        });
      },
      {
        storeFault: (moment, what) => {
          if (moment === 'commit' && what.endsWith(': done')) throw tooBig;
        },
      },
    );
    const { output } = await test.finished(await test.start('asks'));
    expect(output).toContain('could not be kept: string or blob too big');
  });

  it('as the step of an orchestration ends it as failed, and its parent hears of it', async () => {
    const test = await startTestHost(
      () => {
        df.app.orchestration('parent', function* (context): Steps {
          try {
            return yield context.df.callSubOrchestrator('child', 1, 'the-child');
          } catch (error) {
            return (error as Error).message;
          }
        });
        df.app.orchestration('child', function* (): Steps {
          return 'never kept';
        });
      },
      {
        storeFault: (moment, what) => {
          if (moment === 'commit' && what === 'child the-child: completed') throw tooBig;
        },
      },
    );
    const { output } = await test.finished(await test.start('parent'));
    expect(output).toContain('its step cannot be made: string or blob too big');
    expect(await test.status('the-child')).toMatchObject({ runtimeStatus: 'Failed' });
  });

  it('as the step of an entity is told to whoever called it', async () => {
    let attempts = 0;
    const test = await startTestHost(
      () => {
        df.app.entity('store', (context) => context.df.return(1));
        df.app.orchestration('calls', function* (context): Steps {
          try {
            return yield context.df.callEntity(new df.EntityId('store', 'one'), 'add', 1);
          } catch (error) {
            return (error as Error).message;
          }
        });
      },
      {
        storeFault: (moment, what) => {
          if (moment === 'commit' && what.startsWith('@store@one') && ++attempts <= 8) throw tooBig;
        },
      },
    );
    const { output } = await test.finished(await test.start('calls'));
    expect(output).toContain('string or blob too big');
  });
});

describe('a timer function', () => {
  it('runs on schedule while the store fails, and the process lives', async () => {
    let broken = false;
    const runs: number[] = [];
    const test = await startTestHost(
      () => app.timer('tick', { schedule: '0 * * * * *', handler: () => void runs.push(test.clock.now()) }),
      {
        storeFault: () => {
          if (broken) throw diskFull();
        },
      },
    );
    broken = true;
    await test.settle(3 * MINUTE);
    broken = false;
    await test.settle(2 * MINUTE);
    expect(runs).toHaveLength(5);
    expect(
      test.logs.some(({ functionName, message }) => functionName === 'tick' && message.includes('full')),
    ).toBe(true);
  });
});

describe('a rollback', () => {
  it('never hides why the change failed, and one that failed is made up for', () => {
    let fault: (() => void) | undefined;
    const hub = new TaskHub({
      database: ':memory:',
      onCommit: () => undefined,
      fault: (moment) => moment === 'commit' && fault?.(),
    });
    fault = () => {
      hub.prepared('ROLLBACK').run(); // As SQLite does by itself after some errors.
      throw diskFull();
    };
    expect(() => hub.apply({ detail: 'one', consumed: [1] })).toThrow('disk is full');
    fault = undefined;
    hub.prepared('BEGIN IMMEDIATE').run(); // What a failed rollback leaves behind.
    hub.apply({ detail: 'two', consumed: [1] });
    hub.close();
  });
});
