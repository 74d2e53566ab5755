import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { InstanceTruth } from '../../local/arm/sim/ground-truth.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { CHROMIUM, openBrowser, signIn } from '../browser/support/chromium.ts';
import { AppProcess } from '../support/app-process.ts';

/** A minute of Azure's takes two seconds, in which the program looks once. */
const TIME_SCALE = 30;

let app: AppProcess;
let fleets: string;
beforeAll(async () => {
  fleets = mkdtempSync(join(tmpdir(), 'fleet-newcomer-'));
  copyFileSync('docs/examples/web-fleet.yaml', join(fleets, 'web.yaml'));
  app = await AppProcess.prepare(TIME_SCALE);
  await app.start().ready;
}, 60_000);
afterAll(async () => {
  rmSync(fleets, { recursive: true });
  await app.remove();
});

/** A command as a newcomer types it, from the folder that they cloned. */
async function types(line: string) {
  const child = spawn(process.execPath, ['cli/main.ts', ...line.split(' ')], {
    env: { PATH: process.env['PATH'], HOME: '/nowhere', USER: 'ada', FLEET_SERVER: app.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number]>;
  const [out, err, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exit, out, err };
}

/** The machines that the simulated Azure has in a scale set now. */
async function machinesIn(set: string): Promise<string[]> {
  const { value } = await app.azure<{ value: InstanceTruth[] }>(
    'GET',
    `instances?scaleSet=${encodeURIComponent(scaleSetId(set))}`,
  );
  return value
    .filter(({ listed }) => listed)
    .map(({ name }) => name)
    .sort();
}

async function targets(): Promise<string[]> {
  const all = await app.octopus<{ Name: string }>('machines');
  return all.map(({ Name }) => Name).sort();
}

/** On the dashboard, with what comes next before their eyes; by the command line where there is no browser. */
async function approves(id: string): Promise<void> {
  if (!existsSync(CHROMIUM) && !process.env['CI']) {
    expect((await types(`rollout approve ${id}`)).exit).toBe(0);
    return;
  }
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await signIn(page, app.url, { role: 'Operator', path: `/rollouts/${id}` });
    await page.getByRole('button', { name: 'Approve…' }).click();
    await page.getByText('Then come:').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  } finally {
    await browser.close();
  }
}

test('a newcomer hands over a fleet, scales it, watches, rolls out, approves, and goes back', async () => {
  expect(await types('status')).toMatchObject({ exit: 0, out: 'There is no fleet yet.\n' });
  expect((await types('lint docs/examples/web-fleet.yaml')).exit).toBe(0);
  const applied = await types(`apply -f ${fleets}`);
  expect(applied).toMatchObject({ exit: 0, err: 'created web\n' });

  const seen = await types('watch web --until-ready 3 --timeout 60');
  expect(seen.exit).toBe(0);
  expect(seen.out).toMatch(/✔ ready {2}□ web_\d/);
  expect((await types('get web')).out).toMatch(/^web {2}✔ idle {2}3 of 3 instances ready$/m);

  await app.azure('POST', 'capacity', { scaleSet: scaleSetId('web'), capacity: 6 });
  const reacted = await types('watch web --until-ready 6 --timeout 90');
  expect(reacted.exit).toBe(0);
  expect(reacted.out).toMatch(/^◌ (?:reacting|deploying) {2}/m);
  expect(reacted.out).toMatch(/✔ succeeded {2}⇢ Web Shop 1\.1\.0 {2}to \d machines?/);
  expect(await targets()).toHaveLength(6);

  const planned = await types('rollout plan -f docs/examples/rollout-canary.yaml');
  expect(planned.exit).toBe(0);
  const started = await types('rollout start -f docs/examples/rollout-canary.yaml -o name');
  const id = started.out.trim();
  const waits = await types(`rollout status ${id} --watch --timeout 90`);
  expect(waits.exit).toBe(13);
  expect(await types('status')).toMatchObject({ exit: 6 });
  expect((await machinesIn('web__1')).length).toBeGreaterThan(0);

  await approves(id);
  const rolled = await types(`rollout status ${id} --watch --timeout 120`);
  expect(rolled.exit).toBe(0);
  expect(await machinesIn('web__1')).toHaveLength(6);
  expect(await machinesIn('web')).toEqual([]);

  expect((await types(`rollout rollback ${id}`)).exit).toBe(0);
  expect((await types(`rollout status ${id} --watch --timeout 120`)).exit).toBe(10);
  expect((await types('watch web --until-ready 6 --timeout 120')).exit).toBe(0);
  expect(await machinesIn('web')).toHaveLength(6);
  expect(await machinesIn('web__1')).toEqual([]);
  expect(await targets()).toHaveLength(6);
  expect((await types(`timeline ${id}`)).out).toContain('asked for by ada');
}, 400_000);
