import { afterEach, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import { DURABLE, startTestHost, stopHosts } from './harness.ts';

afterEach(stopHosts);

describe('an orchestration', () => {
  it('calls activities one after the other and returns what they made', async () => {
    const test = await startTestHost(() => {
      df.app.activity('greet', { handler: (name: string) => `Hello ${name}` });
      df.app.orchestration('greetAll', function* (context: OrchestrationContext) {
        const out: string[] = [];
        for (const name of context.df.getInput<string[]>() ?? [])
          out.push((yield context.df.callActivity('greet', name)) as string);
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

  it('fans out and waits for all', async () => {
    const test = await startTestHost(() => {
      df.app.activity('square', { handler: (n: number) => n * n });
      df.app.orchestration('squares', function* (context: OrchestrationContext) {
        const tasks = Array.from({ length: 50 }, (_, n) => context.df.callActivity('square', n));
        const results = (yield context.df.Task.all(tasks)) as number[];
        return results.reduce((sum, n) => sum + n, 0);
      });
    });
    expect(await test.finished(await test.start('squares'))).toMatchObject({ output: 40425 });
  });

  it('lets ten days of a durable timer pass at once', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('wait', function* (context: OrchestrationContext) {
        const start = context.df.currentUtcDateTime.getTime();
        yield context.df.createTimer(new Date(start + 10 * 86_400_000));
        return context.df.currentUtcDateTime.getTime() - start;
      });
    });
    const began = Date.now();
    expect(await test.finished(await test.start('wait'))).toMatchObject({ output: 10 * 86_400_000 });
    expect(Date.now() - began).toBeLessThan(5000);
  });

  it('takes an event that came before anybody waited', async () => {
    const test = await startTestHost(() => {
      df.app.orchestration('events', function* (context: OrchestrationContext) {
        yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
        return [
          yield context.df.waitForExternalEvent('go'),
          yield context.df.waitForExternalEvent('go'),
        ] as unknown;
      });
    });
    const id = await test.start('events');
    for (const body of [1, { two: 2 }])
      expect((await test.call('POST', `${DURABLE}/instances/${id}/raiseEvent/go`, { body })).status).toBe(
        202,
      );
    expect(await test.finished(id)).toMatchObject({ output: [1, { two: 2 }] });
  });
});
