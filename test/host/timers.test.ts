import { afterEach, describe, expect, it } from '@jest/globals';
import { app } from '@azure/functions';
import type { Timer } from '@azure/functions';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { parseSchedule } from '../../local/host/schedules/ncrontab.ts';
import { startTestHost, stopHosts, temporaryDatabase } from './harness.ts';

afterEach(stopHosts);

const START = Date.UTC(2026, 0, 1, 12, 0, 30);

interface Run {
  at: string;
  timer: Timer;
}

function recorder(
  clock: VirtualClock,
  runs: Run[],
  options: { schedule?: string; runOnStartup?: boolean } = {},
) {
  return () =>
    app.timer('tick', {
      schedule: options.schedule ?? '0 */5 * * * *',
      runOnStartup: options.runOnStartup ?? false,
      handler: (timer) => void runs.push({ at: new Date(clock.now()).toISOString().slice(11, 19), timer }),
    });
}

describe('a timer', () => {
  it('runs at the times of its NCRONTAB schedule', async () => {
    const clock = new VirtualClock(START);
    const runs: Run[] = [];
    await startTestHost(recorder(clock, runs), { clock });
    await clock.advance(15 * 60_000);
    expect(runs.map(({ at }) => at)).toEqual(['12:05:00', '12:10:00', '12:15:00']);
    expect(runs[1]?.timer).toMatchObject({
      isPastDue: false,
      scheduleStatus: { last: '2026-01-01T12:05:00.000Z', next: '2026-01-01T12:10:00.000Z' },
    });
  });

  it('runs in an interval', async () => {
    const clock = new VirtualClock(START);
    const runs: Run[] = [];
    await startTestHost(recorder(clock, runs, { schedule: '00:00:40' }), { clock });
    await clock.advance(120_000);
    expect(runs.map(({ at }) => at)).toEqual(['12:01:10', '12:01:50', '12:02:30']);
  });

  it('runs once and past due for all that it missed while the host was down', async () => {
    const clock = new VirtualClock(START);
    const runs: Run[] = [];
    const database = temporaryDatabase();
    const first = await startTestHost(recorder(clock, runs), { clock, database });
    await clock.advance(5 * 60_000);
    await first.host.stop();
    await clock.advance(60 * 60_000);
    await startTestHost(recorder(clock, runs), { clock, database });
    await clock.advance(5 * 60_000);
    expect(runs.map(({ at, timer }) => [at, timer.isPastDue])).toEqual([
      ['12:05:00', false],
      ['13:05:30', true],
      ['13:10:00', false],
    ]);
  });

  it('is not past due when nothing was missed', async () => {
    const clock = new VirtualClock(START);
    const runs: Run[] = [];
    const database = temporaryDatabase();
    const first = await startTestHost(recorder(clock, runs), { clock, database });
    await first.host.stop();
    await clock.advance(60_000);
    await startTestHost(recorder(clock, runs), { clock, database });
    await clock.advance(4 * 60_000);
    expect(runs.map(({ at, timer }) => [at, timer.isPastDue])).toEqual([['12:05:00', false]]);
  });

  it('runs at the start when it is told to', async () => {
    const clock = new VirtualClock(START);
    const runs: Run[] = [];
    await startTestHost(recorder(clock, runs, { runOnStartup: true }), { clock });
    await clock.advance(1000);
    expect(runs.map(({ at }) => at)).toEqual(['12:00:30']);
  });

  it('goes on after a run that failed', async () => {
    const clock = new VirtualClock(START);
    let runs = 0;
    const test = await startTestHost(
      () =>
        app.timer('shaky', {
          schedule: '0 * * * * *',
          handler: () => {
            if (++runs === 1) throw new Error('first');
          },
        }),
      { clock },
    );
    await clock.advance(120_000);
    expect(runs).toBe(2);
    expect(test.logs).toContainEqual(expect.objectContaining({ level: 'error', functionName: 'shaky' }));
  });

  it('is run by hand with the master key', async () => {
    const clock = new VirtualClock(START);
    const runs: Run[] = [];
    const test = await startTestHost(recorder(clock, runs), { clock });
    expect((await test.call('POST', '/admin/functions/tick', { body: {} })).status).toBe(403);
    expect((await test.call('POST', '/admin/functions/tick', { body: {}, key: 'local-master' })).status).toBe(
      202,
    );
    expect((await test.call('POST', '/admin/functions/none', { body: {}, key: 'local-master' })).status).toBe(
      404,
    );
    await clock.advance(0);
    expect(runs.map(({ at }) => at)).toEqual(['12:00:30']);
  });
});

describe('a schedule', () => {
  it('is read from a setting when it is written in percent signs', () => {
    expect(parseSchedule('%EVERY%', { EVERY: '0 0 * * * *' }).next(START)).toBe(Date.UTC(2026, 0, 1, 13));
    expect(() => parseSchedule('%EVERY%', {})).toThrow('"EVERY" is missing');
  });

  it('is refused when it is neither NCRONTAB nor an interval', () => {
    expect(() => parseSchedule('often', {})).toThrow('neither NCRONTAB nor hh:mm:ss');
    expect(() => parseSchedule('0 99 * * * *', {})).toThrow();
    expect(() => parseSchedule('00:00:00', {})).toThrow('above zero');
  });
});
