import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { OPERATION_IDS } from '../../functions/http/operations/index.ts';
import type { Settings } from '../../local/arm/settings.ts';
import { scaledClock } from '../../local/clock/clock.ts';
import { scaleSetId, seedOutside } from '../../local/launcher/seed-outside.ts';
import {
  eventDoor,
  LOCAL_API_KEY,
  LOCAL_TOKEN,
  type Outside,
  startOutside,
} from '../../local/launcher/start-world.ts';
import { type Azurite, startAzurite } from '../stores/azurite.ts';
import { callPackage, type RunningPackage, runPackage } from './support/built-package.ts';
import { fleetOver } from './support/fleets.ts';

const ROOT = join(__dirname, '../..');
/** Machines that are there at once: the clock is the wall's. */
const QUICK: Partial<Settings> = {
  readySeconds: [1, 2],
  stragglerSeconds: [1, 1],
  eventDelaySeconds: [0.2, 1],
};

let made: string;
let folder: string;
let azurite: Azurite;
let outside: Outside;
let app: RunningPackage;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'package-'));
  folder = join(made, 'unpacked');
  makePackage(join(made, 'app'));
  unpack(join(made, 'app.zip'), folder);
  rmSync(join(made, 'app'), { recursive: true });
  azurite = await startAzurite();
  const ports = { host: 0, arm: 0, octopus: 0 };
  outside = await startOutside({ clock: scaledClock(1), ports, arm: { settings: QUICK } });
  seedOutside(outside);
  app = await runPackage(folder, {
    STATE_CONNECTION: azurite.connectionString,
    ACCESS_MODE: 'local',
    AZURE_ARM_ENDPOINT: outside.arm.url,
    AZURE_ARM_LOCAL_TOKEN: LOCAL_TOKEN,
    OCTOPUS_URL: outside.octopus.url,
    OCTOPUS_API_KEY: LOCAL_API_KEY,
  });
}, 120_000);

afterAll(async () => {
  await app?.stop();
  await Promise.all([azurite?.stop(), outside?.arm.stop(), outside?.octopus.stop()]);
  rmSync(made, { recursive: true, force: true });
});

/** As `npm run package` does, with another folder; esbuild does not run inside of Jest. */
function makePackage(to: string): void {
  const program = `import { makePackage } from '${join(ROOT, 'scripts/app/make-package.ts')}'; await makePackage('${to}');`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

function unpack(zip: string, into: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(into, name)), { recursive: true });
    writeFileSync(join(into, name), bytes);
  }
}

const call = <T>(method: string, path: string, body?: unknown) => callPackage<T>(app, { method, path, body });

test('it brings all functions, and no packages beside the bundle', () => {
  const names = app.functions.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([...OPERATION_IDS, 'scaleEvents', 'reconcileFleets', 'careForFleet']),
  );
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
  expect(manifest).toMatchObject({ type: 'module', main: 'dist/functions/main.js' });
  expect(manifest).not.toHaveProperty('dependencies');
  expect(readFileSync(join(folder, 'host.json'))).toEqual(readFileSync(join(ROOT, 'host.json')));
});

test('it brings the dashboard, and the licences of what is in it', async () => {
  const page = await fetch(`${app.url}/ui/`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script')]);
  const licences = readFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['@azure/functions', '@azure/arm-network', 'durable-functions', 'yaml', 'zod'])
    expect(licences).toContain(`== ${name}\n`);
});

describe('a scale-out', () => {
  test('becomes registered and deployed machines', async () => {
    const set = scaleSetId('web');
    expect(await call('PUT', '/api/fleets/web', fleetOver('web'))).toMatchObject({ status: 201 });
    await outside.arm.sim.subscribe({ url: eventDoor(app.url), schema: 'CloudEventSchemaV1_0' });
    const before = outside.arm.sim.instances(set).length;
    outside.arm.sim.setCapacity(set, before + 2);
    const served = await until(
      async () => (await call<Instances>('GET', '/api/fleets/web/instances')).json.items,
      (items) => items.length === before + 2 && items.every(({ releases }) => releases.length > 0),
    );
    // Those beyond the capacity that Azure makes and lets go of are not among them.
    const truth = await until(
      () => Promise.resolve(outside.arm.sim.instances(set).map(({ vmId }) => vmId)),
      ({ length }) => length === before + 2,
    );
    expect(served.map(({ vmId }) => vmId).sort()).toEqual(truth.sort());
  }, 480_000);
});

interface Instances {
  items: { vmId: string; releases: unknown[] }[];
}

async function until<T>(read: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (isSo(value)) return value;
    await sleep(1000);
  }
}

test('what goes wrong is told by the lines of the sources', () => {
  const { stderr, status } = spawnSync(process.execPath, ['dist/functions/main.js'], {
    ...{ cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/Settings to correct: ACCESS_MODE is missing/);
  expect(stderr).toMatch(/at readSettings \(.*functions\/settings\.ts:\d+:\d+\)/);
});
