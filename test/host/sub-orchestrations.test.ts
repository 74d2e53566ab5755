import { afterEach, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import { DURABLE, startTestHost, stopHosts } from './harness.ts';

afterEach(stopHosts);

type Steps = Generator<df.Task, unknown, never>;

describe('a sub-orchestration', () => {
  it('gets its input, knows its parent and returns its output', async () => {
    const test = await startTestHost(() => {
      df.app.activity('double', { handler: (n: number) => n * 2 });
      df.app.orchestration('child', function* (context): Steps {
        const doubled: number = yield context.df.callActivity('double', context.df.getInput());
        return { doubled, parent: context.df.parentInstanceId, me: context.df.instanceId };
      });
      df.app.orchestration('parent', function* (context): Steps {
        const named = context.df.callSubOrchestrator('child', 4, 'the-child');
        return yield context.df.Task.all([named, context.df.callSubOrchestrator('child', 5)]);
      });
    });
    const id = await test.start('parent');
    const { output } = await test.finished(id);
    expect(output).toEqual([
      { doubled: 8, parent: id, me: 'the-child' },
      { doubled: 10, parent: id, me: expect.stringMatching(/^[0-9a-f]{32}:1$/) },
    ]);
    expect(await test.status('the-child')).toMatchObject({ runtimeStatus: 'Completed', input: 4 });
  });

  it('that fails says so to its parent in the words of the extension', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('child', () => {
        throw new Error('gave up');
      });
      df.app.orchestration('parent', function* (context): Steps {
        try {
          yield context.df.callSubOrchestrator('child');
        } catch (error) {
          return (error as Error).message;
        }
      });
    });
    const { output } = await test.finished(await test.start('parent'));
    expect(output).toMatch(
      /^Orchestrator function 'child' failed: gave up \n Message: gave up, StackTrace: Error: gave/,
    );
  });

  it('is tried again by its policy', async () => {
    let runs = 0;
    const test = await startTestHost(() => {
      df.app.activity('count', {
        handler: () => {
          if (++runs < 3) throw new Error('not yet');
          return runs;
        },
      });
      df.app.orchestration('child', function* (context): Steps {
        return yield context.df.callActivity('count');
      });
      df.app.orchestration('parent', function* (context): Steps {
        const policy = new df.RetryOptions(500, 3);
        const first: number = yield context.df.callSubOrchestratorWithRetry('child', policy, null, 'again');
        return [first, yield context.df.callSubOrchestrator('child')];
      });
    });
    expect(await test.finished(await test.start('parent'))).toMatchObject({ output: [3, 4] });
  });

  it('cannot take the id of an instance that runs', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('child', function* (context): Steps {
        return yield context.df.waitForExternalEvent('never');
      });
      df.app.orchestration('parent', function* (context): Steps {
        try {
          yield context.df.callSubOrchestrator('child', null, 'taken');
        } catch (error) {
          return (error as Error).message;
        }
      });
    });
    await test.start('child', null, 'taken');
    const { output } = await test.finished(await test.start('parent'));
    expect(output).toContain('already exists');
    expect((await test.status('taken')).runtimeStatus).toBe('Running');
  });

  it('that is terminated fails its parent', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('child', function* (context): Steps {
        return yield context.df.waitForExternalEvent('never');
      });
      df.app.orchestration('parent', function* (context): Steps {
        return yield context.df.callSubOrchestrator('child', null, 'victim');
      });
    });
    const id = await test.start('parent');
    await test.settle(0);
    await test.call('POST', `${DURABLE}/instances/victim/terminate?reason=enough`);
    expect(await test.finished(id)).toMatchObject({ runtimeStatus: 'Failed' });
    expect(await test.status('victim')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
  });
});

describe('continueAsNew', () => {
  it('starts over with new input and an empty history', async () => {
    const test = await startTestHost(() => {
      df.app.activity('add', { handler: (n: number) => n + 1 });
      df.app.orchestration('loop', function* (context): Steps {
        const next: number = yield context.df.callActivity('add', context.df.getInput());
        if (next < 20) context.df.continueAsNew(next);
        else return next;
      });
    });
    const id = await test.start('loop', 0);
    expect(await test.finished(id)).toMatchObject({ output: 20, input: 19 });
    const { json } = await test.call('GET', `${DURABLE}/instances/${id}?showHistory=true`);
    expect((json as { historyEvents: unknown[] }).historyEvents).toHaveLength(3);
  });

  it('loses no event of a burst when the orchestration waits for one at a time', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('counter', function* (context): Steps {
        const { left, sum } = context.df.getInput<{ left: number; sum: number }>() ?? { left: 0, sum: 0 };
        if (left === 0) return sum;
        const n: number = yield context.df.waitForExternalEvent('add');
        context.df.continueAsNew({ left: left - 1, sum: sum + n });
      });
    });
    const id = await test.start('counter', { left: 50, sum: 0 });
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        test.call('POST', `${DURABLE}/instances/${id}/raiseEvent/add`, { body: n }),
      ),
    );
    expect(await test.finished(id)).toMatchObject({ output: 1225 });
    expect(test.logs.filter(({ level }) => level === 'warning')).toEqual([]);
  });

  it('drops events that nobody waited for, as on Azure, and warns of it', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('deaf', function* (context): Steps {
        if (context.df.getInput() === 1) {
          yield context.df.waitForExternalEvent('go');
          context.df.continueAsNew(2);
          return null;
        }
        const timeout = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
        const event = context.df.waitForExternalEvent('lost');
        const first: df.Task = yield context.df.Task.any([event, timeout]);
        return first === event ? 'kept' : 'dropped';
      });
    });
    const id = await test.start('deaf', 1);
    await test.call('POST', `${DURABLE}/instances/${id}/raiseEvent/lost`, { body: 1 });
    await test.settle(0);
    await test.call('POST', `${DURABLE}/instances/${id}/raiseEvent/go`, { body: 1 });
    expect(await test.finished(id)).toMatchObject({ output: 'dropped' });
    expect(test.logs).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        message: expect.stringContaining('drops 1 external event'),
      }),
    );
  });

  it('leaves behind the timers and results of the execution before', async () => {
    const test = await startTestHost(() => {
      df.app.activity('slow', {
        handler: () => new Promise((resolve) => setTimeout(() => resolve('late'), 20)),
      });
      df.app.orchestration('restless', function* (context): Steps {
        if (context.df.getInput() !== 0) {
          yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 10_000));
          return 'clean';
        }
        const never = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 5000));
        const slow = context.df.callActivity('slow');
        yield context.df.Task.any([never, slow, context.df.createTimer(context.df.currentUtcDateTime)]);
        context.df.continueAsNew(1);
      });
    });
    const began = test.clock.now();
    expect(await test.finished(await test.start('restless', 0))).toMatchObject({ output: 'clean' });
    expect(test.clock.now() - began).toBe(10_000);
  });
});
