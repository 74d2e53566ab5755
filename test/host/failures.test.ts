import { afterEach, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import { startTestHost, stopHosts } from './harness.ts';

afterEach(stopHosts);

type Steps = Generator<df.Task, unknown, never>;
const later = (context: OrchestrationContext, ms: number) =>
  new Date(context.df.currentUtcDateTime.getTime() + ms);

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
        throw new Error('at once');
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
