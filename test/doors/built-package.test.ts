import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OPERATION_IDS } from '../../functions/http/operations/index.ts';
import { scaledClock } from '../../local/clock/clock.ts';
import { scaleSetId, seedOutside } from '../../local/launcher/seed-outside.ts';
import {
  eventDoor,
  LOCAL_API_KEY,
  LOCAL_TOKEN,
  type Outside,
  startOutside,
} from '../../local/launcher/start-world.ts';
import { vmssWriteEvent } from '../support/events/resource-operation-events.ts';
import { type Azurite, startAzurite } from '../stores/azurite.ts';
import { buildPackage, callPackage, type RunningPackage, runPackage } from './support/built-package.ts';
import { fleetOver } from './support/fleets.ts';

const BUILD_MS = 120_000;

let folder: string;
let azurite: Azurite;
let outside: Outside;
let app: RunningPackage;
let settings: Record<string, string>;

beforeAll(async () => {
  folder = buildPackage();
  azurite = await startAzurite();
  outside = await startOutside({ clock: scaledClock(1), ports: { host: 0, arm: 0, octopus: 0 } });
  seedOutside(outside);
  settings = {
    STATE_CONNECTION: azurite.connectionString,
    ACCESS_MODE: 'local',
    AZURE_ARM_ENDPOINT: outside.arm.url,
    AZURE_ARM_LOCAL_TOKEN: LOCAL_TOKEN,
    OCTOPUS_URL: outside.octopus.url,
    OCTOPUS_API_KEY: LOCAL_API_KEY,
  };
  app = await runPackage(folder, settings);
}, BUILD_MS);

afterAll(async () => {
  await app?.stop();
  await Promise.all([azurite?.stop(), outside?.arm.stop(), outside?.octopus.stop()]);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const call = <T>(method: string, path: string, body?: unknown) => callPackage<T>(app, { method, path, body });

test('all functions of the app are registered', () => {
  const byKind = Map.groupBy(app.functions, ({ kind }) => kind);
  const names = (kind: (typeof app.functions)[number]['kind']) =>
    byKind
      .get(kind)
      ?.map(({ name }) => name)
      .sort();
  expect(names('http')).toEqual([...OPERATION_IDS, 'dashboard'].sort());
  expect(names('eventGrid')).toEqual(['scaleEvents']);
  expect(names('timer')).toEqual(['reconcileFleets']);
  expect(names('orchestration')).toEqual(['careForFleet']);
  expect(names('activity')).toEqual([
    ...['addHints', 'beginChange', 'beginHealthCheck', 'closeReaction', 'collectHints', 'decideTurn'],
    ...['followDeployments', 'letGoOfFormer', 'lookAtFormerMembers', 'lookAtScaleSet', 'measureGate'],
    ...['observeUnit', 'openReaction', 'planDeployments', 'pollChange', 'pruneTargets', 'readHealthCheck'],
    ...['registerTargets', 'requestDeployments', 'syncTargets', 'tellWait'],
  ]);
});

describe('with its state in Azure Tables', () => {
  test('a fleet is put and read', async () => {
    const put = await call('PUT', '/api/fleets/web', fleetOver('web'));
    expect(put).toMatchObject({ status: 201, json: { name: 'web' } });
    expect(await call('GET', '/api/fleets/web')).toMatchObject({ status: 200, json: fleetOver('web') });
    const tables = TableClient.fromConnectionString(azurite.connectionString, 'fleetconductorfleets', {
      allowInsecureConnection: true,
    });
    const keys: string[] = [];
    for await (const { rowKey } of tables.listEntities()) keys.push(rowKey ?? '');
    expect(keys).toEqual(expect.arrayContaining([expect.stringContaining('fleet:web')]));
  });

  test('the fleet’s orchestration looks at Azure and writes the ledger', async () => {
    const truth = outside.arm.sim.instances(scaleSetId('web')).map(({ vmId }) => vmId);
    const seen = await untilThere(async () => {
      const { json } = await call<{ items: { vmId: string }[] }>('GET', '/api/fleets/web/instances');
      return json.items.map(({ vmId }) => vmId);
    }, truth.length);
    expect(seen.sort()).toEqual(truth.sort());
  });

  test('an event comes in by the Event Grid door, and what is wrong with another is kept', async () => {
    const events = [vmssWriteEvent({ scaleSet: scaleSetId('web'), id: 'sound' }), { odd: true }];
    const response = await fetch(eventDoor(app.url), {
      method: 'POST',
      headers: { 'aeg-event-type': 'Notification' },
      body: JSON.stringify(events),
    });
    expect(response.status).toBe(202);
    expect(await call('GET', '/api/events/quarantined')).toMatchObject({
      json: { items: [{ code: 'malformedEvent', excerpt: '{"odd":true}' }] },
    });
  });

  test('a fleet outlives the process', async () => {
    await app.stop();
    app = await runPackage(folder, settings);
    expect(await call('GET', '/api/fleets')).toMatchObject({
      status: 200,
      json: { items: [{ name: 'web' }] },
    });
  });
});

async function untilThere<T>(read: () => Promise<T[]>, count: number): Promise<T[]> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await read();
    if (found.length === count || Date.now() > deadline) return found;
    await sleep(100);
  }
}

test('without settings it does not start, and says all that it needs', async () => {
  const start = runPackage(folder, { OCTOPUS_URL: 'http://127.0.0.1:1' });
  await expect(start).rejects.toThrow(/Settings to correct: .*ACCESS_MODE.*OCTOPUS_API_KEY/);
});
