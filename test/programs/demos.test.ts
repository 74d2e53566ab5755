import { describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { blueGreen, type BlueGreenSummary } from '../../local/demos/blue-green.ts';
import { canary, type CanarySummary } from '../../local/demos/canary.ts';
import { scale } from '../../local/demos/scale.ts';
import { webhook, type WebhookSummary } from '../../local/demos/webhook.ts';
import type { DemoSummary } from '../../local/launcher/demo-summary.ts';

const DEMO = join(__dirname, '../../local/demo.ts');

interface Played {
  code: number | null;
  out: string;
  errors: string;
}

function played(...flags: string[]): Promise<Played> {
  const child = spawn(process.execPath, [DEMO, ...flags], { env: { ...process.env, NO_COLOR: '1' } });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, errors })));
}

const SET = { pools: ['production'], autoscale: [expect.objectContaining({ minimum: '0', maximum: '100' })] };
const BEFORE = [{ name: 'web', capacity: 3, image: '1.0.0', ...SET }];

/** Each is there, after the one before it. */
function expectInOrder(text: string, wanted: string[]): void {
  let from = 0;
  for (const each of wanted) {
    const at = text.indexOf(each, from);
    expect({ missing: at < 0 ? each : undefined }).toEqual({ missing: undefined });
    from = at + each.length;
  }
}

// Two at a time are what two cores carry.
test('the canary demo and the blue/green demo go as told: the story, figures for programs, exit code 0', async () => {
  const [told, figures] = await Promise.all([played('canary'), played('blue-green', '--json')]);

  expect({ code: told.code, errors: told.errors }).toEqual({ code: 0, errors: '' });
  expectInOrder(told.out, [
    'A canary of image 1.1.0, which is bad',
    '3. Verify by probe, 3 times',
    'Step 1 of 5: Set up web__1 like web',
    'Measured: failure',
    'web__1_0 answered 500',
    'Turns back',
    'The rollout has ended: rolled back',
    'Taken back: what Azure shows now',
    'Measured: success',
    'Step 4 of 5: Upgrade to 100%',
    'web__1 serves',
    'The rollout has ended: succeeded',
    'In short',
    'rolledBack',
    'succeeded',
    'After the rollback Azure shows exactly what it showed before.',
  ]);

  expect({ code: figures.code, errors: figures.errors }).toEqual({ code: 0, errors: '' });
  const summary = JSON.parse(figures.out) as BlueGreenSummary;
  const counted = { virtualMinutes: expect.any(Number), armCalls: expect.any(Number) };
  expect(summary).toEqual({
    demo: 'blue-green',
    rollouts: {
      swapped: expect.objectContaining({ strategy: 'blueGreen', state: 'succeeded', ...counted }),
      rolledBack: expect.objectContaining({ strategy: 'blueGreen', state: 'rolledBack', ...counted }),
    },
    before: BEFORE,
    swapped: [
      { name: 'web', capacity: 3, image: '1.0.0', ...SET, pools: [] },
      { name: 'web__1', capacity: 3, image: '1.1.0', ...SET },
    ],
    afterRollback: summary.before,
    restored: true,
  });
  expect(summary.rollouts.rolledBack.id).toBe(summary.rollouts.swapped.id);
  expect(summary.rollouts.swapped.armCalls).toBeGreaterThan(10);
}, 150_000);

test('the first demo: extras of over-provisioning register themselves, are never deployed to, and leave nothing', async () => {
  const { code, out, errors } = await played('--json');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const summary = JSON.parse(out) as DemoSummary;
  const { reactions, extras } = summary;
  expect(extras).toEqual({ registered: expect.any(Number), deployedTo: 0, left: 0 });
  expect(extras.registered).toBeGreaterThan(0);
  const counted = (key: 'adopted' | 'registered' | 'pruned') =>
    reactions.reduce((sum, each) => sum + each[key].length, 0);
  // Three that were there and three that stayed are found; two were scaled in, and the extras go as well.
  expect(counted('adopted')).toBe(6);
  expect(counted('registered')).toBe(0);
  expect(counted('pruned')).toBe(2 + extras.registered);
  expect(scale.wentWell(summary)).toBe(true);
  for (const change of [{ deployedTo: 1 }, { left: 1 }, { registered: 0 }])
    expect(scale.wentWell({ ...summary, extras: { ...extras, ...change } })).toBe(false);
}, 100_000);

test('the demo of plain endpoints goes as told, with everything done once and Octopus never asked', async () => {
  const { code, out, errors } = await played('webhook', '--json');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const summary = JSON.parse(out) as WebhookSummary;
  expect(summary).toMatchObject({
    ...{ demo: 'webhook', machines: 4, repetitions: 0, octopusCalls: 0 },
    calls: { register: summary.registered, deregister: summary.deregistered },
  });
  expect(summary.deployments[0]).toEqual({ release: '1.0.0', machines: 3 });
  expect(summary.deployments.at(-1)).toMatchObject({ release: '1.1.0' });
  expect(webhook.wentWell(summary)).toBe(true);
  expect(webhook.wentWell({ ...summary, repetitions: 1 })).toBe(false);
  expect(webhook.wentWell({ ...summary, machines: 5 })).toBe(false);
  expect(webhook.wentWell({ ...summary, octopusCalls: 1 })).toBe(false);
}, 100_000);

describe('the exit code says that it did not go as told', () => {
  const figures = { id: 'web-1', strategy: 'canary', reason: '', virtualMinutes: 1, armCalls: 1, changes: 1 };
  const newSet = { name: 'web__1', capacity: 3, image: '1.1.0', pools: ['production'], autoscale: [] };
  const [bad, good] = [
    { ...figures, state: 'rolledBack' },
    { ...figures, state: 'succeeded' },
  ];
  const asTold: CanarySummary = {
    ...{ demo: 'canary', rollouts: { bad, good }, before: [], afterRollback: [], restored: true },
    after: [newSet],
  };
  const swapped: BlueGreenSummary = {
    ...{ demo: 'blue-green', rollouts: { swapped: good, rolledBack: bad }, before: [], swapped: [] },
    ...{ afterRollback: [], restored: true },
  };

  test.each<[string, Partial<CanarySummary>]>([
    ['the bad image went out', { rollouts: { bad: good, good } }],
    ['the good one did not', { rollouts: { bad, good: bad } }],
    ['something is left of the rollback', { restored: false }],
    ['not all machines are there', { after: [{ ...newSet, capacity: 2 }] }],
  ])('canary: %s', (_, change) => {
    expect(canary.wentWell(asTold)).toBe(true);
    expect(canary.wentWell({ ...asTold, ...change })).toBe(false);
  });

  test.each<[string, Partial<BlueGreenSummary>]>([
    ['it did not get there', { rollouts: { swapped: bad, rolledBack: bad } }],
    ['it did not get back', { rollouts: { swapped: good, rolledBack: good } }],
    ['something is left of the rollback', { restored: false }],
  ])('blue/green: %s', (_, change) => {
    expect(blueGreen.wentWell(swapped)).toBe(true);
    expect(blueGreen.wentWell({ ...swapped, ...change })).toBe(false);
  });
});

test.each([
  [['--foo'], /^Unknown option '--foo'/m],
  [['canary', '--speed=2'], /^Unknown option '--speed'/m],
  [['canarry'], /^There is no demo canarry; there is scale, canary, blue-green, webhook\.$/m],
  [['canary', 'blue-green'], /^One demo at a time: not blue-green too\.$/m],
])('without a stack it says what is wrong with %j, and where all is listed', (flags, what) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [DEMO, ...flags], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(what);
  expect(stderr).toContain('npm run demo -- --help');
  expect(stderr).not.toMatch(/^ {4}at /m);
});

test('it lists the demos when asked to', () => {
  const { status, stdout } = spawnSync(process.execPath, [DEMO, '--help'], { encoding: 'utf8' });
  expect(status).toBe(0);
  for (const each of ['scale', 'canary', 'blue-green', 'webhook', '--json']) expect(stdout).toContain(each);
});
