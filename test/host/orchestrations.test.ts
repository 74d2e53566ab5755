import { afterEach, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import { DURABLE, startTestHost, stopHosts } from './harness.ts';

afterEach(stopHosts);

type Steps = Generator<df.Task, unknown, never>;
const later = (context: OrchestrationContext, ms: number) =>
  new Date(context.df.currentUtcDateTime.getTime() + ms);

describe('an orchestration', () => {
  it('calls activities one after the other and returns what they made', async () => {
    const test = await startTestHost(() => {
      df.app.activity('greet', { handler: (name: string) => `Hello ${name}` });
      df.app.orchestration('greetAll', function* (context): Steps {
        const out: string[] = [];
        for (const name of context.df.getInput<string[]>() ?? [])
          out.push(yield context.df.callActivity('greet', name));
        return out;
      });
    });
    const id = await test.start('greetAll', ['Ada', 'Grace']);
    expect(await test.finished(id)).toMatchObject({
      runtimeStatus: 'Completed',
      output: ['Hello Ada', 'Hello Grace'],
      input: ['Ada', 'Grace'],
    });
  });

  it('hands payloads of every kind to activities and back', async () => {
    const payloads = ['text', '{"looks":"like json"}', '', 0, 1.5, true, null, [], { deep: [{ x: null }] }];
    const test = await startTestHost(() => {
      df.app.activity('same', { handler: (value: unknown) => value });
      df.app.orchestration('all', function* (context): Steps {
        const out: unknown[] = [];
        for (const value of context.df.getInput<unknown[]>() ?? [])
          out.push(yield context.df.callActivity('same', { value }));
        return out;
      });
    });
    const { output } = await test.finished(await test.start('all', payloads));
    expect(output).toEqual(payloads.map((value) => ({ value })));
  });

  it('fans out and waits for all', async () => {
    const test = await startTestHost(() => {
      df.app.activity('square', { handler: (n: number) => n * n });
      df.app.orchestration('squares', function* (context): Steps {
        const tasks = Array.from({ length: 50 }, (_, n) => context.df.callActivity('square', n));
        const results: number[] = yield context.df.Task.all(tasks);
        return results.reduce((sum, n) => sum + n, 0);
      });
    });
    expect(await test.finished(await test.start('squares'))).toMatchObject({ output: 40425 });
  });

  it('runs no more activities at once than host.json allows', async () => {
    let now = 0;
    let most = 0;
    const durableTask = { maxConcurrentActivityFunctions: 3, maxConcurrentOrchestratorFunctions: 1 };
    const load = () => {
      df.app.activity('busy', {
        handler: async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 2));
          now--;
        },
      });
      df.app.orchestration('many', function* (context): Steps {
        yield context.df.Task.all(Array.from({ length: 12 }, () => context.df.callActivity('busy')));
        return 'done';
      });
    };
    const test = await startTestHost(load, { hostJson: { extensions: { durableTask } } });
    const ids = [await test.start('many'), await test.start('many')];
    for (const id of ids) expect(await test.finished(id)).toMatchObject({ output: 'done' });
    expect(most).toBe(3);
  });

  it('lets ten days of a durable timer pass at once', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('wait', function* (context): Steps {
        const start = context.df.currentUtcDateTime.getTime();
        yield context.df.createTimer(later(context, 10 * 86_400_000));
        return context.df.currentUtcDateTime.getTime() - start;
      });
    });
    const began = Date.now();
    expect(await test.finished(await test.start('wait'))).toMatchObject({ output: 10 * 86_400_000 });
    expect(Date.now() - began).toBeLessThan(5000);
  });

  it('goes on with the first of several and cancels the timer', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('race', function* (context): Steps {
        const timeout = context.df.createTimer(later(context, 3_600_000));
        const event = context.df.waitForExternalEvent('go');
        const first: df.Task = yield context.df.Task.any([event, timeout]);
        if (first === event) timeout.cancel();
        yield context.df.createTimer(later(context, 1000));
        return first === event ? event.result : 'timeout';
      });
    });
    const [quick, slow] = [await test.start('race'), await test.start('race')];
    await test.call('POST', `${DURABLE}/instances/${quick}/raiseEvent/go`, { body: { x: 1 } });
    const began = test.clock.now();
    expect(await test.finished(quick)).toMatchObject({ output: { x: 1 } });
    expect(test.clock.now() - began).toBe(1000);
    expect(await test.finished(slow)).toMatchObject({ output: 'timeout' });
    expect(test.clock.now() - began).toBe(3_601_000);
  });

  it('takes events that came before anybody waited, in their order', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('events', function* (context): Steps {
        yield context.df.createTimer(later(context, 60_000));
        const first: unknown = yield context.df.waitForExternalEvent('go');
        return [first, yield context.df.waitForExternalEvent('go')];
      });
    });
    const id = await test.start('events');
    for (const body of [1, { two: 2 }])
      expect((await test.call('POST', `${DURABLE}/instances/${id}/raiseEvent/go`, { body })).status).toBe(
        202,
      );
    expect(await test.finished(id)).toMatchObject({ output: [1, { two: 2 }] });
  });

  it('shows its custom status while it runs', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('telling', function* (context): Steps {
        context.df.setCustomStatus({ phase: 'waiting' });
        yield context.df.waitForExternalEvent('go');
        context.df.setCustomStatus({ phase: 'done' });
        return 1;
      });
    });
    const id = await test.start('telling');
    await test.settle(0);
    expect(await test.status(id)).toMatchObject({
      runtimeStatus: 'Running',
      customStatus: { phase: 'waiting' },
      output: null,
    });
    await test.call('POST', `${DURABLE}/instances/${id}/raiseEvent/go`, { body: 0 });
    expect(await test.finished(id)).toMatchObject({ customStatus: { phase: 'done' } });
  });

  it('makes the same ids, times and decisions on every replay', async () => {
    const seen: string[][] = [];
    const test = await startTestHost(() => {
      df.app.activity('noop', { handler: () => null });
      df.app.orchestration('steady', function* (context): Steps {
        const ids: string[] = [];
        seen.push(ids);
        for (let i = 0; i < 3; i++) {
          ids.push(
            `${context.df.newGuid(context.df.instanceId)} ${context.df.currentUtcDateTime.toISOString()}`,
          );
          yield context.df.createTimer(later(context, 1000));
          yield context.df.callActivity('noop');
        }
        return ids;
      });
    });
    const { output } = await test.finished(await test.start('steady'));
    for (const ids of seen) expect(ids).toEqual((output as string[]).slice(0, ids.length));
  });
});

describe('a failing activity', () => {
  it('reaches the orchestrator with the words of the extension', async () => {
    const test = await startTestHost(() => {
      df.app.activity('broken', {
        handler: () => {
          throw new Error('no such VM');
        },
      });
      df.app.orchestration('careful', function* (context): Steps {
        try {
          yield context.df.callActivity('broken');
        } catch (error) {
          return (error as Error).message;
        }
      });
    });
    const { output } = await test.finished(await test.start('careful'));
    expect(output).toMatch(
      /^Activity function 'broken' failed: {2}no such VM \n \{"\$type":"System.Exception/,
    );
    expect(output).toContain('Result: Failure\\nException: no such VM\\nStack: Error: no such VM');
  });

  it('fails the orchestration that does not catch it', async () => {
    const test = await startTestHost(() => {
      df.app.activity('broken', {
        handler: () => {
          throw new Error('no such VM');
        },
      });
      df.app.orchestration('careless', function* (context): Steps {
        context.df.setCustomStatus('about to fail');
        return yield context.df.callActivity('broken');
      });
    });
    const status = await test.finished(await test.start('careless'));
    expect(status).toMatchObject({ runtimeStatus: 'Failed', customStatus: 'about to fail' });
    expect(status.output).toMatch(
      /^Orchestrator function 'careless' failed: Activity function 'broken' failed: {2}no/,
    );
  });

  it('is tried again by its policy, with growing pauses', async () => {
    const times: number[] = [];
    const test = await startTestHost(() => {
      df.app.activity('shaky', {
        handler: (input: string) => {
          times.push(test.clock.now());
          if (times.length < 4) throw new Error('not yet');
          return `${input} at last`;
        },
      });
      df.app.activity('after', { handler: (text: string) => `${text}!` });
      df.app.orchestration('patient', function* (context): Steps {
        const policy = new df.RetryOptions(1000, 5);
        policy.backoffCoefficient = 2;
        policy.maxRetryIntervalInMilliseconds = 3000;
        const text: string = yield context.df.callActivityWithRetry('shaky', policy, 'well');
        return yield context.df.callActivity('after', text);
      });
    });
    expect(await test.finished(await test.start('patient'))).toMatchObject({ output: 'well at last!' });
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 1000, 3000, 6000]);
  });

  it('fails with its last error when the attempts are used up, without another pause', async () => {
    let calls = 0;
    const test = await startTestHost(() => {
      df.app.activity('hopeless', {
        handler: () => {
          throw new Error(`attempt ${++calls}`);
        },
      });
      df.app.activity('other', { handler: (n: number) => n });
      df.app.orchestration('stubborn', function* (context): Steps {
        const policy = new df.RetryOptions(60_000, 3);
        let message = '';
        try {
          yield context.df.callActivityWithRetry('hopeless', policy);
        } catch (error) {
          message = (error as Error).message;
        }
        return [message, yield context.df.callActivity('other', 7)];
      });
    });
    const began = test.clock.now();
    const { output } = await test.finished(await test.start('stubborn'));
    expect(output).toEqual([expect.stringMatching(/^Activity function 'hopeless' failed: {2}attempt 3/), 7]);
    expect(calls).toBe(3);
    expect(test.clock.now() - began).toBe(120_000);
  });

  it('is tried again beside others without confusing them', async () => {
    const attempts = new Map<string, number>();
    const test = await startTestHost(() => {
      df.app.activity('flaky', {
        handler: ({ name, failures }: { name: string; failures: number }) => {
          const attempt = (attempts.get(name) ?? 0) + 1;
          attempts.set(name, attempt);
          if (attempt <= failures) throw new Error(`${name} ${attempt}`);
          return name;
        },
      });
      df.app.orchestration('mixed', function* (context): Steps {
        const policy = new df.RetryOptions(1000, 4);
        const call = (name: string, failures: number) =>
          context.df.callActivityWithRetry('flaky', policy, { name, failures });
        const first: unknown = yield context.df.Task.all([
          call('a', 2),
          call('b', 0),
          call('c', 3),
          call('d', 1),
        ]);
        return [
          first,
          yield call('e', 1),
          yield context.df.callActivity('flaky', { name: 'f', failures: 0 }),
        ];
      });
    });
    expect(await test.finished(await test.start('mixed'))).toMatchObject({
      output: [['a', 'b', 'c', 'd'], 'e', 'f'],
    });
    expect(Object.fromEntries(attempts)).toEqual({ a: 3, b: 1, c: 4, d: 2, e: 2, f: 1 });
  });

  it('that does not exist fails the orchestration by name', async () => {
    const test = await startTestHost(() => {
      df.app.activity('known', { handler: () => 1 });
      df.app.orchestration('lost', function* (context): Steps {
        return yield context.df.callActivity('unknown');
      });
    });
    const status = await test.finished(await test.start('lost'));
    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain(
      "The function 'unknown' doesn't exist, is disabled, or is not an activity function",
    );
  });
});

describe('what the host does not do', () => {
  it('fails loudly: callHttp, and retries limited by time', async () => {
    const test = await startTestHost(() => {
      df.app.activity('any', { handler: () => 1 });
      df.app.orchestration('http', function* (context): Steps {
        return yield context.df.callHttp({ method: 'GET', url: 'http://localhost' });
      });
      df.app.orchestration('timed', function* (context): Steps {
        const policy = new df.RetryOptions(1, 2);
        policy.retryTimeoutInMilliseconds = 5;
        return yield context.df.callActivityWithRetry('any', policy);
      });
    });
    for (const name of ['http', 'timed']) {
      const status = await test.finished(await test.start(name));
      expect(status.runtimeStatus).toBe('Failed');
      expect(status.output).toContain('is not supported by the embedded host');
    }
  });
});

describe('a poisoned orchestrator', () => {
  it('fails alone; others go on', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('poison', function* (): Steps {
        return yield 'not a task' as never;
      });
      df.app.orchestration('throws', () => {
        throw 'a text';
      });
      df.app.orchestration('fine', function* (context): Steps {
        yield context.df.createTimer(later(context, 10));
        return 'fine';
      });
    });
    const ids = [await test.start('poison'), await test.start('throws'), await test.start('fine')];
    const ends = [];
    for (const id of ids) ends.push((await test.finished(id)).runtimeStatus);
    expect(ends).toEqual(['Failed', 'Failed', 'Completed']);
  });
});
