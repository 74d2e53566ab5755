import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seedDemo } from '../../local/arm/sim/seed-demo.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { imageVersion } from '../support/rollouts.ts';
import { World } from '../support/world.ts';
import { fleet } from './support.ts';

let world: World;
let folder: string;
beforeEach(async () => {
  world = await World.start();
  seedDemo(world.outside.arm.sim);
  folder = join(mkdtempSync(join(tmpdir(), 'fleet-cli-')), 'fleets');
  mkdirSync(folder);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await world.stop();
});

const apply = (...flags: string[]) =>
  fleet(['apply', '-f', folder, ...flags], { env: { FLEET_SERVER: world.url } });

function file(name: string, ...lines: string[]): void {
  writeFileSync(join(folder, name), lines.join('\n'));
}

const names = async () => (await world.api.fleets()).map(({ name }) => name);

test('fleets become like their files, after it was said what differs', async () => {
  file('web.yaml', `scaleSet: ${scaleSetId('web')}`);
  file('api.json', JSON.stringify({ scaleSet: scaleSetId('api') }));

  expect(await apply('--dry-run')).toMatchObject({ exit: 0, out: '+ api\n+ web\n' });
  expect(await names()).toEqual([]);
  expect(await apply()).toMatchObject({ exit: 0, err: 'created api\ncreated web\n' });
  expect(await names()).toEqual(['api', 'web']);
  expect(await apply()).toMatchObject({ exit: 0, out: '= api\n= web\n', err: '' });

  file('web.yaml', `scaleSet: ${scaleSetId('web')}`, 'prune: { maxPerRun: 5 }');
  const { exit, out } = await apply();
  expect({ exit, out }).toEqual({ exit: 0, out: '= api\n~ web\n    prune.maxPerRun: 20 → 5\n' });
});

test('a fleet without a file is deleted only when that is said twice', async () => {
  file('web.yaml', `scaleSet: ${scaleSetId('web')}`);
  file('api.yaml', `scaleSet: ${scaleSetId('api')}`);
  await apply();
  rmSync(join(folder, 'api.yaml'));

  expect((await apply()).out).toBe('= web\n');
  const asked = await apply('--prune');
  expect(asked).toMatchObject({ exit: 2, out: '= web\n- api\n' });
  expect(asked.err).toContain('api would be deleted.');
  expect(await names()).toEqual(['api', 'web']);
  expect(await apply('--prune', '--yes')).toMatchObject({ exit: 0, err: 'deleted api\n' });
  expect(await names()).toEqual(['web']);
});

test('one file that is wrong keeps all of them from being applied', async () => {
  file('web.yaml', `scaleSet: ${scaleSetId('web')}`);
  file('api.yaml', `scaleSet: ${scaleSetId('api')}`, 'prune:', '  maxPerRun: many');
  file('Not_A_Name.yaml', `scaleSet: ${scaleSetId('api')}`);

  const { exit, err } = await apply();

  expect(exit).toBe(6);
  expect(err).toMatch(/prune\.maxPerRun \(line 3, column 3\)/);
  expect(err).toContain('Not_A_Name is no fleet’s name');
  expect(err).toContain('Nothing was applied.');
  expect(await names()).toEqual([]);
});

test('what was changed by somebody else meanwhile is not written over, and not deleted', async () => {
  file('web.yaml', `scaleSet: ${scaleSetId('web')}`);
  file('api.yaml', `scaleSet: ${scaleSetId('api')}`);
  await apply();
  const others = (name: string) => ({ scaleSet: scaleSetId(name), prune: { maxPerRun: 7 } });
  const theyPut = (name: string) => world.api.send('PUT', `/api/fleets/${name}`, others(name));

  file('web.yaml', `scaleSet: ${scaleSetId('web')}`, 'prune: { maxPerRun: 5 }');
  const changed = await whileItWorks('PUT', () => theyPut('web'), apply());
  expect(changed).toMatchObject({ exit: 5 });
  expect(changed.err).toMatch(/→ /);
  expect(await world.api.send('GET', '/api/fleets/web')).toMatchObject({ body: { prune: { maxPerRun: 7 } } });

  file('web.yaml', `scaleSet: ${scaleSetId('web')}`, 'prune: { maxPerRun: 7 }');
  rmSync(join(folder, 'api.yaml'));
  const deleted = await whileItWorks('DELETE', () => theyPut('api'), apply('--prune', '--yes'));
  expect(deleted).toMatchObject({ exit: 5 });
  expect(await names()).toEqual(['api', 'web']);
});

/** What somebody else does after the program has looked and before it writes. */
async function whileItWorks<T>(method: string, others: () => Promise<unknown>, work: Promise<T>): Promise<T> {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    if (init?.method === method && new Headers(init.headers).has('if-match')) {
      globalThis.fetch = fetch;
      await others();
    }
    return fetch(input, init);
  };
  try {
    return await work;
  } finally {
    globalThis.fetch = fetch;
  }
}

test('a plan says what files would change and whether rollouts could begin, and changes nothing', async () => {
  const plan = (...flags: string[]) =>
    fleet(['plan', '-f', folder, ...flags], { env: { FLEET_SERVER: world.url } });
  file('web.yaml', `scaleSet: ${scaleSetId('web')}`);
  expect(await plan()).toMatchObject({ exit: 6, out: '+ web\n1 of 1 fleets would change.\n' });
  expect(await names()).toEqual([]);
  await apply();
  expect(await plan()).toMatchObject({ exit: 0, out: '= web\n0 of 1 fleets would change.\n' });

  const canary = (of: string) => [
    `fleet: ${of}`,
    `image: { version: "${imageVersion('1.1.0')}" }`,
    'canary: { steps: [ { upgrade: 1 }, { upgrade: "100%" } ] }',
  ];
  file('rollout.yaml', ...canary('web'));
  const could = await plan();
  expect(could.exit).toBe(0);
  expect(could.out).toContain(`✔ ${join(folder, 'rollout.yaml')}`);
  expect(could.out).toContain('web__1 could be rolled out');

  file('rollout.yaml', ...canary('web').map((line) => line.replace('1.1.0', '9.9.9')));
  const couldNot = await plan('-o', 'json');
  expect(couldNot.exit).toBe(6);
  expect(JSON.parse(couldNot.out)).toMatchObject({ rollouts: [{ plan: { canStart: false } }] });

  file('rollout.yaml', ...canary('nobody'));
  const unsound = await plan();
  expect(unsound).toMatchObject({ exit: 6, out: '' });
  expect(unsound.err).toMatch(/fleet \(line 1, column 1\): There is no fleet nobody/);
});
