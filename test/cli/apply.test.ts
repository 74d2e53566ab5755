import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seedDemo } from '../../local/arm/sim/seed-demo.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
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
