import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { fleetSchema } from '../../functions/http/schemas/fleet-schema.ts';
import { Fleet } from '../../shared/contracts/fleet.ts';
import { fleetOver } from './support/fleets.ts';
import { oddBodies } from './support/odd-bodies.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

const DOCS = join(__dirname, '../../docs');
const committed = readFileSync(join(DOCS, 'schemas/fleet.schema.json'), 'utf8');
const meetsSchema = new Ajv2020({ strictTypes: false }).compile(JSON.parse(committed) as object);

test('the committed schema is what `npm run schemas` makes', () => {
  expect(committed).toBe(`${JSON.stringify(fleetSchema(), null, 2)}\n`);
});

test('the schema says which one it is', () => {
  expect(fleetSchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Fleet',
    required: ['scaleSet'],
    additionalProperties: false,
  });
});

describe('the schema and the API agree', () => {
  test('on resource ids in every spelling that Azure uses', () => {
    const id = scaleSetId('web');
    for (const scaleSet of [id, id.toLowerCase(), id.toUpperCase(), id.replace('Groups', 'groups')]) {
      const fleet = { ...fleetOver('web'), scaleSet };
      expect([meetsSchema(fleet), Fleet.safeParse(fleet).success]).toEqual([true, true]);
    }
    for (const scaleSet of ['', 'web', `${id}/virtualMachines/0`, id.replace('.C', '-C'), id.slice(1)]) {
      const fleet = { ...fleetOver('web'), scaleSet };
      expect([meetsSchema(fleet), Fleet.safeParse(fleet).success]).toEqual([false, false]);
    }
  });

  test('on whatever is put, the takings and the refusals', () => {
    const whole = { ...fleetOver('web'), ...JSON.parse(read('examples/api-fleet.json')) } as object;
    fc.assert(
      fc.property(oddBodies([fleetOver('web'), whole], 50), (body) => expectAgreement(parsedOrNull(body))),
      { numRuns: 1000 },
    );
  });

  test('on names of every kind, wherever a name stands', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ' ',
        '\t',
        '\n',
        '\u00a0',
        '\u2028',
        '\ufeff',
        '\u0000',
        '\u0085',
        '\ud83d',
        '\ude80',
        '🚀',
        'ü',
      ),
      fc.constantFrom('x'.repeat(198), 'x'.repeat(199), 'x'.repeat(200), '🚀'.repeat(100), '🚀'.repeat(199)),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const name = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
    const place = fc.constantFrom<(name: string) => object>(
      (space) => ({ space }),
      (environment) => ({ environment }),
      (role) => ({ roles: ['web', role] }),
      (ownerRole) => ({ ownerRole }),
      (tenant) => ({ tenants: [tenant] }),
      (tag) => ({ tenantTags: [tag] }),
      (machinePolicy) => ({ machinePolicy }),
      (address) => ({ connection: { kind: 'listening', address } }),
      (project) => ({ projects: [{ project }] }),
      (release) => ({ projects: [{ project: 'shop', release, channel: release }] }),
    );
    fc.assert(
      fc.property(name, place, (text, put) => {
        const fleet = fleetOver('web');
        expectAgreement({ ...fleet, octopus: { ...fleet.octopus, ...put(text) } });
        expectAgreement({ ...fleet, scaleSet: `${fleet.scaleSet}${text}` });
      }),
      { numRuns: 2000 },
    );
  });
});

test('a fleet of targets or of workers is refused by the schema and by the API alike when it is neither, or both', () => {
  const { octopus: _targets, ...fleet } = fleetOver('web');
  const workerPools = ['Builders'];
  const [environment, roles] = ['Production', ['web']];
  const good = [{ workerPools }, { environment, roles }];
  const odd = [
    ...[{}, { environment }, { environment, roles: [] }, { roles }, { workerPools: [] }],
    ...[{ environment }, { roles }, { ownerRole: 'x' }, { alsoEnvironments: ['x'] }, { tenants: ['x'] }].map(
      (more) => ({ workerPools, ...more }),
    ),
    { workerPools, projects: [{ project: 'Shop' }] },
  ];
  for (const octopus of [...good, ...odd]) expectAgreement({ ...fleet, octopus });
  expect(good.map((octopus) => meetsSchema({ ...fleet, octopus }))).toEqual([true, true]);
  expect(odd.filter((octopus) => meetsSchema({ ...fleet, octopus }))).toEqual([]);
});

function expectAgreement(body: unknown): void {
  expect([body, meetsSchema(body)]).toEqual([body, Fleet.safeParse(body).success]);
}

function read(path: string): string {
  return readFileSync(join(DOCS, path), 'utf8');
}

function parsedOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null; // No JSON is no fleet.
  }
}

describe('the examples', () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp();
  });
  afterAll(() => app.close());

  test.each(['web', 'api'])('%s-fleet.json meets the schema, and works in the seeded world', async (name) => {
    const example = JSON.parse(read(`examples/${name}-fleet.json`)) as unknown;
    expect(meetsSchema(example)).toBe(true);
    expect((await app.send('PUT', `/api/fleets/${name}`, { body: example })).status).toBe(201);
    await app.clock.advance(10 * 60_000);
    const fleet = await app.send('GET', `/api/fleets/${name}`);
    expect(fleet.json).toMatchObject({ status: { phase: 'idle', problems: [] } });
    const { json } = await app.send('GET', `/api/fleets/${name}/instances`);
    const carrying = expect.objectContaining({
      health: 'healthy',
      releases: [expect.objectContaining({ version: '1.1.0', state: 'deployed' })],
    });
    expect((json as { items: unknown[] }).items).toEqual([carrying, carrying, carrying]);
  });
});
