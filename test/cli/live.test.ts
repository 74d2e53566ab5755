import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fleetAnswer, instanceAnswer, NOW, reactionAnswer, rolloutAnswer } from './answers.ts';
import { ScriptedApi } from './scripted-api.ts';
import { fleet, type Ran } from './support.ts';

const ROLLOUT = '/api/rollouts/web-1';
const [HIDE, SHOW, CLEAR] = ['\u001b[?25l', '\u001b[?25h', '\u001b[K'];

let api: ScriptedApi;
let now: number;
beforeEach(async () => {
  now = NOW;
  api = await ScriptedApi.start({
    [ROLLOUT]: rolloutAnswer({ id: 'web-1', state: 'running' }),
    '/api/fleets/web': fleetAnswer(),
    '/api/fleets/web/instances': { items: [instanceAnswer('web_1')] },
    '/api/fleets/web/reactions': { items: [{ id: 'web-7' }] },
    '/api/fleets/web/reactions/web-7': reactionAnswer(),
  });
});
afterEach(() => api.stop());

interface Story {
  terminal?: { columns: number; rows: number };
  env?: Record<string, string>;
  /** What is said next, each time the program has waited so often. */
  then?: Record<number, () => void>;
}

function run(args: string[], { terminal, env = {}, then = {} }: Story = {}): Promise<Ran> {
  let pauses = 0;
  return fleet(args, {
    env: { FLEET_SERVER: api.url, ...env },
    now: () => now,
    pause: (milliseconds) => {
      now += milliseconds;
      then[++pauses]?.();
      return Promise.resolve();
    },
    ...(terminal ? { terminal } : {}),
  });
}

const ends =
  (state: string, more = {}) =>
  () => {
    api.answers[ROLLOUT] = rolloutAnswer({
      id: 'web-1',
      state,
      waitsFor: undefined,
      ended: { at: 'then' },
      ...more,
    });
  };

describe('on a terminal', () => {
  test('a tree is drawn over itself, and the cursor is back at the end', async () => {
    const { exit, out } = await run(['rollout', 'status', 'web-1', '--watch'], {
      terminal: { columns: 80, rows: 24 },
      then: { 3: ends('succeeded') },
    });
    expect(exit).toBe(0);
    const frames = out.split(/\u001b\[\d+A\r/);
    expect(frames).toHaveLength(5);
    expect(frames[0]).toContain(HIDE);
    const lines = frames[0]?.split(`${CLEAR}\n`).length ?? 0;
    expect(out).toContain(`\u001b[${lines - 1}A\r`);
    expect(frames.at(-1)).toContain('✔ succeeded');
    expect(out.endsWith(SHOW)).toBe(true);
  });

  test('what is higher than the screen is cut, as it could not be drawn over', async () => {
    const { out } = await run(['watch', 'web', '--timeout', '3'], { terminal: { columns: 80, rows: 4 } });
    for (const up of out.matchAll(/\u001b\[(\d+)A/g)) expect(Number(up[1])).toBeLessThan(4);
    expect(out).toMatch(/… \d+ lines more/);
  });

  test('a terminal that cannot go back gets lines', async () => {
    const { out } = await run(['watch', 'web', '--timeout', '3'], {
      ...{ terminal: { columns: 80, rows: 24 }, env: { TERM: 'dumb' } },
    });
    expect(out).not.toContain('\u001b');
    expect(out).toContain('◌ reacting  ⊞ web  1 of 5 ready\n');
  });

  test.each([
    ['with colours', {}, true],
    ['without, with NO_COLOR', { NO_COLOR: '1' }, false],
  ])('Ctrl-C ends it at once, with the cursor back; %s', async (_what, env, isColoured) => {
    const call = `${process.execPath} cli/main.ts watch web`;
    const child = spawn('script', ['-qec', call, '/dev/null'], {
      env: {
        PATH: process.env['PATH'],
        HOME: '/nowhere',
        FLEET_SERVER: api.url,
        TERM: 'xterm-256color',
        ...env,
      },
    });
    let out = '';
    let asked = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('⊞ web') && asked === 0) {
        asked = performance.now();
        child.stdin.write('\u0003');
      }
    });
    const [exit] = (await once(child, 'exit')) as [number];
    expect(exit).toBe(130);
    expect(performance.now() - asked).toBeLessThan(5000);
    expect(/\u001b\[36m◌ reacting/.test(out)).toBe(isColoured);
    expect(out.lastIndexOf(SHOW)).toBeGreaterThan(out.lastIndexOf(HIDE));
  });
});

describe('elsewhere', () => {
  test('one that somebody aborted ends otherwise than one that failed', async () => {
    const then = { 2: ends('rolledBack', { obeyed: { command: 'abort', at: '2026-01-01T00:00:00Z' } }) };
    expect((await run(['rollout', 'status', 'web-1', '--watch'], { then })).exit).toBe(11);
  });

  test('each change is a line', async () => {
    const { exit, out } = await run(['rollout', 'status', 'web-1', '--watch'], {
      then: { 2: ends('rolledBack') },
    });
    expect(exit).toBe(10);
    const own = out.split('\n').filter((line) => line.includes('⟳'));
    expect(own).toEqual(['◌ running  ⟳ web-1  canary', '↩ rolledBack  ⟳ web-1  canary']);
    expect(out.match(/Set up web__1/g)).toHaveLength(1);
  });

  test('programs get a document for each change', async () => {
    const { out } = await run(['rollout', 'status', 'web-1', '--watch', '-o', 'jsonl'], {
      then: { 2: ends('paused') },
    });
    const states = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { state: string }).state);
    expect(states).toEqual(['running', 'paused']);
  });
});

test('what has not changed is not sent again', async () => {
  await run(['watch', 'web', '--timeout', '5']);
  const again = api.asked.slice(4);
  expect(again.length).toBeGreaterThan(4);
  expect(again.every(({ isConditional, status }) => isConditional && status === 304)).toBe(true);
});

test('it ends when the fleet is at rest with the machines that were asked for', async () => {
  const { exit } = await run(['watch', 'web', '--until-ready', '1'], {
    then: {
      1: () =>
        (api.answers['/api/fleets/web'] = fleetAnswer({ phase: 'idle', machines: { desired: 2, ready: 1 } })),
      3: () =>
        (api.answers['/api/fleets/web'] = fleetAnswer({ phase: 'idle', machines: { desired: 1, ready: 1 } })),
    },
  });
  expect(exit).toBe(0);
  expect(api.asked.filter(({ path }) => path === '/api/fleets/web')).toHaveLength(4);
});

test('a fleet is not at rest while its machines are deployed to', async () => {
  const deploying = instanceAnswer('web_1', { releases: [{ version: '1.1.0', state: 'requested' }] });
  api.answers['/api/fleets/web'] = fleetAnswer({ phase: 'idle', machines: { desired: 1, ready: 1 } });
  api.answers['/api/fleets/web/instances'] = { items: [deploying] };
  expect((await run(['watch', 'web', '--until-ready', '--timeout', '5'])).exit).toBe(12);
});

test('a server that never answered ends it at once', async () => {
  api.isAway = true;
  expect((await run(['watch', 'web'])).exit).toBe(1);
  expect(api.asked).toHaveLength(1);
});

test('a server that is away for a moment does not end it, and one that stays away does', async () => {
  const isAway = (away: boolean) => () => (api.isAway = away);
  const moment = await run(['watch', 'web', '--until-ready', '--timeout', '30'], {
    then: { 2: isAway(true), 5: isAway(false) },
  });
  expect(moment.exit).toBe(12);
  expect(moment.err).toMatch(/It is asked again for a minute/);
  const forGood = await run(['watch', 'web'], { then: { 2: isAway(true) } });
  expect(forGood.exit).toBe(1);
});

describe('logs', () => {
  const line = (second: number, message: string) => ({
    ...{ at: `2026-01-01T00:00:0${second}.000Z`, kind: 'instancesReady', message, reason: 'why' },
  });
  const TIMELINE = '/api/fleets/web/timeline';

  test('are the newest decisions, oldest first', async () => {
    api.answers[TIMELINE] = { items: [line(3, 'third'), line(2, 'second'), line(1, 'first')] };
    const { exit, out } = await run(['logs', 'web', '--tail', '2']);
    expect([exit, out]).toEqual([0, '2026-01-01 00:00:02  second: why\n2026-01-01 00:00:03  third: why\n']);
  });

  test('go on with what comes, each line once, also for programs', async () => {
    api.answers[TIMELINE] = { items: [line(1, 'first')] };
    const comes = () => {
      api.answers[TIMELINE] = { items: [line(3, 'third'), line(2, 'second'), line(1, 'first')] };
    };
    const { exit, out } = await run(['logs', 'web', '-f', '--timeout', '8', '-o', 'jsonl'], {
      then: { 2: comes },
    });
    expect(exit).toBe(12);
    const told = out
      .trimEnd()
      .split('\n')
      .map((each) => (JSON.parse(each) as { message: string }).message);
    expect(told).toEqual(['first', 'second', 'third']);
  });
});
