import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { JsonObject } from '../../local/arm/json.ts';
import { SIM_BODIES } from '../../local/arm/sim/sim-schemas.ts';
import { SIM_ROUTES } from '../../local/arm/sim/sim-routes.ts';
import { Random } from './fuzz/random.ts';
import { mutatedText } from './fuzz/mutate.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

const WEB = scaleSetPath('web');
const AT = { resourceGroup: 'rg-demo' };
const LB = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb`;
const ref = { scaleSet: WEB, instance: '0' };
const adopted: JsonObject = {
  id: scaleSetPath('adopted'),
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity: 1 },
  zones: ['1'],
  tags: { a: '1' },
  etag: '"3"',
  properties: { provisioningState: 'Updating', upgradePolicy: { mode: 'Manual' }, virtualMachineProfile: {} },
};

/** A body that each route takes. */
const GOOD: Record<string, JsonObject> = {
  'POST scale-sets': { ...AT, name: 'made', capacity: 1, image: {}, properties: { overprovision: false } },
  'POST resource-groups': { resourceGroup: 'rg-other', location: 'eastus' },
  'POST load-balancers': {
    ...{ ...AT, name: 'made', pools: ['a'], sku: 'Standard', properties: {} },
    rules: [{ name: 'r', pool: 'a', frontendPort: 80, backendPort: 80 }],
  },
  'POST gallery-images': { ...AT, gallery: 'g', image: 'i', version: '1.0.0', targetRegions: ['eastus'] },
  'POST marketplace-images': { publisher: 'p', offer: 'o', sku: 's', version: '1.0.0' },
  'POST images': { ...AT, name: 'golden' },
  'POST lifecycle-hooks': { scaleSet: WEB, instances: ['0'], waitMinutes: 5, defaultAction: 'Reject' },
  'POST metrics': { resource: WEB, name: 'Percentage CPU', value: 5 },
  'POST applications': { image: 'a/b/c/1.0.0', state: 'error', afterSeconds: 5 },
  'POST adopt/scale-set': {
    body: adopted,
    instances: [{ instanceId: '0', properties: { latestModelApplied: true } }],
    surplus: ['1'],
  },
  'POST adopt/load-balancer': { body: { id: LB, location: 'westeurope', properties: { probes: [] } } },
  'POST capacity': { scaleSet: WEB, capacity: 2 },
  'POST instances/fail': { ...ref, afterSeconds: 5 },
  'POST instances/remove': { scaleSet: WEB, instance: '1' },
  'POST instances/stick': ref,
  'POST instances/reimage': ref,
  'POST instances/replace': { scaleSet: WEB, instance: '2' },
  'POST instances/health': { ...ref, state: 'healthy' },
  'POST instances/power': { ...ref, state: 'stopped' },
  'POST instances/agent': { ...ref, ready: true },
  'POST faults': {
    match: { operation: 'none' },
    nth: 1,
    times: null,
    effect: { accept: 'slow', seconds: 1 },
  },
  'PUT principals': { token: 'somebody', grants: [{ scope: '/subscriptions/a', actions: ['*/read'] }] },
  'PATCH settings': { coreQuota: 100, readySeconds: [1, 2], pageSizes: sizes(), familyQuota: { a: 1 } },
  'PUT state': { changes: [{ collection: 'counters', key: 'a', record: { key: 'a', value: 1 } }] },
};
/** It asks an endpoint for its consent, which is another test's affair. */
const ENDPOINT = 'POST event-subscriptions';

const SENDABLE = SIM_ROUTES.filter((route) => route !== ENDPOINT && !route.startsWith('GET'));

function sizes(): JsonObject {
  return { instances: 10, subscriptionWide: 10, networkInterfaces: 10 };
}

let given: GivenArm;
let defects: string[] = [];
beforeEach(async () => {
  defects = [];
  given = await givenArm({ log: (line) => void (/^defect/.test(line) && defects.push(line)) });
  given.arm.sim.createScaleSet({ ...AT, name: 'web', capacity: 4, overprovision: false });
});
afterEach(() => given.arm.stop());

const send = (route: string, body?: unknown) => {
  const [method = '', path = ''] = route.split(' ');
  return given.ask(method, `/_sim/${path}`, body === undefined ? {} : { body });
};

const READS = [
  `${WEB}?${VERSION}`,
  `${scaleSetPath('adopted')}/virtualMachines?${VERSION}&$expand=instanceView`,
  `${scaleSetPath('made')}?${VERSION}`,
  `${scaleSetPath('made')}/virtualMachines?${VERSION}`,
  `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets?${VERSION}`,
  `${GROUP}/providers/Microsoft.Network/loadBalancers?api-version=2024-05-01`,
  `${GROUP}/resources?api-version=2021-04-01`,
  '/_sim/instances',
];

async function requireReading(): Promise<void> {
  given.arm.sim.clearFaults();
  for (const path of READS) {
    const { status } = await given.ask('GET', path);
    expect([path, status >= 500]).toEqual([path, false]);
  }
  await given.clock.advance(60_000);
  expect(defects).toEqual([]);
}

test('every route that takes a body has a schema for it, and takes a good one', async () => {
  const bodies = SIM_ROUTES.filter((route) => !/^(GET|DELETE)/.test(route));
  expect(bodies.sort()).toEqual(Object.keys(SIM_BODIES).sort());
  expect([...Object.keys(GOOD), ENDPOINT].sort()).toEqual(bodies);
  for (const route of Object.keys(GOOD)) {
    const { status, body } = await send(route, GOOD[route]);
    expect([route, status < 300 ? 'taken' : body]).toEqual([route, 'taken']);
  }
});

/** A value of another kind in the place of each member, at any depth. */
function spoiled(body: unknown, path: string[] = []): Array<[string, unknown]> {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    const around = (part: unknown) => (Array.isArray(body) ? [part] : { ...body, [name]: part });
    const wrong = typeof value === 'object' && value !== null ? 7 : { not: 'this' };
    const inside = spoiled(value, [...path, name]).map(([at, part]): [string, unknown] => [at, around(part)]);
    return [[[...path, name].join('.'), around(wrong)], ...inside];
  });
}

/** What is handed on as it is: models, tags of any name, bodies of the real service. */
const OPAQUE = /^(image|properties|body|instances\.0|extensions)\./;

test.each(Object.keys(GOOD))(
  '%s: a member of another kind, or one too many, is refused by its name',
  async (route) => {
    const before = JSON.stringify(given.arm.sim.snapshot());
    const cases = [...spoiled(GOOD[route]), ['unknown', { ...GOOD[route], unknown: 1 }] as const];
    for (const [at, body] of cases.filter(([path]) => !OPAQUE.test(path))) {
      const answer = await send(route, body);
      expect([at, answer.status, answer.at('error', 'code')]).toEqual([at, 400, 'InvalidSimRequest']);
      const named = String(answer.at('error', 'message'));
      expect([at, at === 'unknown' || at.startsWith(/'(.*?)'/.exec(named)?.[1] ?? '-')]).toEqual([at, true]);
    }
    expect(JSON.stringify(given.arm.sim.snapshot())).toBe(before);
  },
);

test.each(SENDABLE)('%s: no body is a 500, nor is anything afterwards', async (route) => {
  const random = new Random(SIM_ROUTES.indexOf(route) + 1);
  const bodies = ['', '{', '[]', '7', 'null', '{"a":'.repeat(5_000), '{"__proto__":{"a":1}}'];
  for (let number = 0; number < 25; number++) bodies.push(mutatedText(GOOD[route] ?? {}, random));
  for (const body of bodies) {
    const { status } = await send(route, body);
    expect([route, body.slice(0, 500), status >= 500]).toEqual([route, body.slice(0, 500), false]);
  }
  await requireReading();
});

test('whatever is asked of the side door, no answer is a 500 but what is not there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SENDABLE), fc.json(), async (route, body) => {
      expect((await send(route, body)).status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
  await requireReading();
});
