import { afterEach, describe, expect, it } from '@jest/globals';
import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { scaledClock } from '../../local/clock/clock.ts';
import { startHost } from '../../local/host/start-host.ts';
import { DURABLE, HOST_JSON, startTestHost, stopHosts, temporaryDatabase } from './harness.ts';

afterEach(stopHosts);

type Steps = Generator<df.Task, unknown, never>;

describe('a host that is stopped', () => {
  it('lets a running activity finish and goes on from there when it is started again', async () => {
    const database = temporaryDatabase();
    let runs = 0;
    let begun: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (begun = resolve));
    const load = () => {
      df.app.activity('slow', {
        handler: async () => {
          runs++;
          begun();
          await new Promise((resolve) => setTimeout(resolve, 50));
          return 'kept';
        },
      });
      df.app.orchestration('o', function* (context): Steps {
        return yield context.df.callActivity('slow');
      });
    };
    const first = await startTestHost(load, { database });
    const id = await first.start('o');
    await running;
    await first.host.stop();
    const second = await startTestHost(load, { database, clock: first.clock });
    expect(await second.finished(id)).toMatchObject({ output: 'kept' });
    expect(runs).toBe(1);
  });

  it('keeps state, timers and events in its database', async () => {
    const database = temporaryDatabase();
    const load = () =>
      df.app.orchestration('o', function* (context): Steps {
        yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 3_600_000));
        return yield context.df.waitForExternalEvent('go');
      });
    const first = await startTestHost(load, { database });
    const id = await first.start('o');
    await first.settle(1000);
    await first.call('POST', `${DURABLE}/instances/${id}/raiseEvent/go`, { body: 42 });
    await first.settle(1000);
    await first.host.stop();
    const second = await startTestHost(load, { database, clock: first.clock });
    expect(await second.finished(id)).toMatchObject({ output: 42 });
  });
});

describe('an app that registers by importing', () => {
  it('keeps its registrations when the host is started again in the same process', async () => {
    let imported = false;
    const load = () => {
      if (imported) return;
      imported = true;
      app.http('once', { handler: () => ({ body: 'here' }) });
    };
    const first = await startTestHost(load);
    await first.host.stop();
    const second = await startTestHost(load);
    expect((await second.call('GET', '/api/once')).text).toBe('here');
  });

  it('cannot register later', async () => {
    await startTestHost(() => app.http('early', { handler: () => ({}) }));
    expect(() => app.http('late', { handler: () => ({}) })).toThrow('during app startup: "late"');
  });
});

describe('a host on a clock that runs sixty times as fast', () => {
  it('lets a minute pass in a second and finds what it left when its clock starts anew', async () => {
    const database = temporaryDatabase();
    const load = () =>
      df.app.orchestration('o', function* (context): Steps {
        yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 20_000));
        return 'woken';
      });
    const options = { port: 0, hostJson: HOST_JSON, database, load };
    // The first host's clock is an hour ahead of the second's, as after an hour at another scale; it dies at once.
    const clock = scaledClock(60, Date.now() + 3_600_000);
    const first = await startHost({ ...options, clock, onStep: () => 'crash' });
    const start = fetch(`${first.url}${DURABLE}/orchestrators/o/left?code=local-durable`, { method: 'POST' });
    await expect(start).rejects.toThrow();
    const second = await startHost({ ...options, clock: scaledClock(60) });
    const began = Date.now();
    let status = '';
    while (status !== 'Completed' && Date.now() - began < 20_000) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const answer = await fetch(`${second.url}${DURABLE}/instances/left?code=local-durable`);
      status = ((await answer.json()) as { runtimeStatus: string }).runtimeStatus;
    }
    await second.stop();
    expect(status).toBe('Completed');
    expect(Date.now() - began).toBeLessThan(20_000);
  });
});
