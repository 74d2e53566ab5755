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

  it('fails when its custom status is longer than the extension takes', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('talking', function* (context): Steps {
        context.df.setCustomStatus('x'.repeat(context.df.getInput<number>()));
        return 1;
      });
    });
    // The status is JSON: two quotation marks around the text.
    expect(await test.finished(await test.start('talking', 8190))).toMatchObject({
      runtimeStatus: 'Completed',
    });
    expect(await test.finished(await test.start('talking', 8191))).toMatchObject({ runtimeStatus: 'Failed' });
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
