import { afterEach, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { thumbprintOf } from '../../local/launcher/machines-on.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { InstanceTruth } from '../../local/arm/sim/ground-truth.ts';
import type { Deployment, Target, Task } from '../../local/octopus-server/model.ts';
import { AppProcess } from '../support/app-process.ts';
import { fleetBody } from '../support/fleet-story.ts';
import { seededRandom } from '../support/seeded-random.ts';

const KILLS = 10;
const PATIENCE_SECONDS = 40;

let app: AppProcess | undefined;

afterEach(async () => {
  await app?.remove();
});

/** Ready VMs of the scale set, by the certificates of their Tentacles. */
async function readyMachines(process: AppProcess): Promise<string[]> {
  const { value } = await process.azure<{ value: InstanceTruth[] }>(
    'GET',
    `instances?scaleSet=${encodeURIComponent(scaleSetId('web'))}`,
  );
  const ready = value.filter(({ listed, provisioningState }) => listed && provisioningState === 'Succeeded');
  return ready.map(({ vmId }) => thumbprintOf(vmId)).sort();
}

/** For each target of the fleet, how often it got a release with success. */
async function successesByMachine(process: AppProcess): Promise<Record<string, number>> {
  const targets = await process.octopus<Target>('machines');
  const tasks = await process.octopus<Task>('tasks');
  const deployments = await process.octopus<Deployment>('deployments');
  const succeeded = new Set(tasks.filter(({ State }) => State === 'Success').map(({ Id }) => Id));
  const reached = deployments
    .filter(({ TaskId }) => succeeded.has(TaskId))
    .flatMap(({ DeployedToMachineIds }) => DeployedToMachineIds);
  const count = (target: Target) => reached.filter((id) => id === target.Id).length;
  return Object.fromEntries(targets.map((target) => [target.Thumbprint ?? '', count(target)]));
}

/** Certificates in the order in which their machines were registered. */
async function registrations(process: AppProcess): Promise<unknown[]> {
  const created = (await process.octopusHistory()).filter(({ what }) => what === 'Created');
  return created.map(({ facts }) => facts['thumbprint']);
}

async function isSettled(process: AppProcess): Promise<boolean> {
  const ledger = await process.api.instances('web');
  const served = ledger.filter(({ releases }) => releases.some(({ state }) => state === 'deployed'));
  const targets = await process.octopus<Target>('machines');
  return served.length === 6 && targets.length === 6 && (await readyMachines(process)).length === 6;
}

test('a scale-out survives ten kills of the process at random moments', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const random = seededRandom(seed);
  app = await AppProcess.prepare(60);
  await app.start().ready;
  const { status } = await app.api.send('PUT', '/api/fleets/web', fleetBody('web', {}));
  await app.azure('POST', 'capacity', { scaleSet: scaleSetId('web'), capacity: 6 });

  for (let kills = 0; kills < KILLS; kills++) {
    await sleep(50 + random() * 600);
    await app.kill();
    const { ready } = app.start();
    // Every third one dies while it starts.
    if (kills % 3 !== 2) await ready;
  }
  await app.kill();
  await app.start().ready;
  for (let seconds = 0; seconds < PATIENCE_SECONDS && !(await isSettled(app)); seconds++) await sleep(1000);

  expect(status).toBe(201);
  const ready = await readyMachines(app);
  expect(ready).toHaveLength(6);
  const once = Object.fromEntries(ready.map((thumbprint) => [thumbprint, 1]));
  const registered = await registrations(app);
  expect({ seed, twice: registered.filter((one, index) => registered.indexOf(one) !== index) }).toEqual({
    seed,
    twice: [],
  });
  expect({ seed, machines: await successesByMachine(app) }).toEqual({ seed, machines: once });
}, 120_000);
