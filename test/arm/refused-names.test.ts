import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
const AT = 'api-version=2021-04-01';
const NETWORK = `${GROUP}/providers/Microsoft.Network`;
const AUTOSCALE = `${GROUP}/providers/Microsoft.Insights/autoscaleSettings`;
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, 'x']));
beforeAll(async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', tags: { a: '1' } });
});
afterAll(() => given.arm.stop());

const WRITES: Array<[string, string, string, object]> = [
  ['the PUT of a set', 'PUT', `${scaleSetPath('new')}?${VERSION}`, { location: 'westeurope' }],
  ['the PATCH of a set', 'PATCH', `${scaleSetPath('web')}?${VERSION}`, {}],
  [
    'the PUT of a balancer',
    'PUT',
    `${NETWORK}/loadBalancers/lb?api-version=2024-05-01`,
    { location: 'westeurope' },
  ],
  [
    'the PUT of a network',
    'PUT',
    `${NETWORK}/virtualNetworks/net?api-version=2024-05-01`,
    { location: 'westeurope' },
  ],
  ['the PUT of a group', 'PUT', `${GROUP}?${AT}`, { location: 'westeurope' }],
];
const TAGS: Array<[string, object, string, RegExp]> = [
  ['51 tags', many(51), 'InvalidTags', /Requested tag count - '51'/],
  ['a slash in a name', { 'a/b': '1' }, 'InvalidTagNameCharacters', /'a\/b'/],
  ['a name of 513 characters', { ['n'.repeat(513)]: '1' }, 'InvalidTagName', /'512' characters/],
  ['a value of 257 characters', { a: 'v'.repeat(257) }, 'InvalidTagValueLength', /'256' characters/],
];

test.each(TAGS)('%s: refused by every write', async (...[, tags, code, message]) => {
  for (const [what, method, url, body] of WRITES) {
    const refused = await given.ask(method, url, { body: { ...body, tags } });
    expect([what, refused.status, refused.at('error', 'code')]).toEqual([what, 400, code]);
    expect(refused.at('error', 'message')).toMatch(message);
  }
});

test('tags that are added by themselves count with those that are there', async () => {
  const url = `${scaleSetPath('web')}/providers/Microsoft.Resources/tags/default?${AT}`;
  const merge = (tags: object) =>
    given.ask('PATCH', url, { body: { operation: 'Merge', properties: { tags } } });
  expect((await merge(many(49))).status).toBe(200);
  expect((await merge({ another: '1' })).at('error', 'code')).toBe('InvalidTags');
  expect((await merge({ tag1: 'changed' })).status).toBe(200);
});

test('what the portal links by may have an id in its name', async () => {
  const link = { 'hidden-link:/subscriptions/x': 'Resource' };
  const answer = await given.ask('PATCH', `${scaleSetPath('web')}?${VERSION}`, { body: { tags: link } });
  expect([answer.status, answer.at('tags')]).toEqual([200, link]);
});

const set = {
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', capacity: 0 },
  properties: { upgradePolicy: { mode: 'Manual' }, virtualMachineProfile: {} },
};

test.each([
  ['a set with a leading underscore', scaleSetPath('_web'), VERSION, 'InvalidParameter'],
  ['a set that ends with a dash', scaleSetPath('web-'), VERSION, 'InvalidParameter'],
  ['a set with a space', scaleSetPath('web%20api'), VERSION, 'InvalidParameter'],
  ['a set of 65 characters', scaleSetPath('w'.repeat(65)), VERSION, 'InvalidParameter'],
  ['a balancer with a star', `${NETWORK}/loadBalancers/l*b`, 'api-version=2024-05-01', 'InvalidResourceName'],
  [
    'a network of 81 characters',
    `${NETWORK}/virtualNetworks/${'n'.repeat(81)}`,
    'api-version=2024-05-01',
    'InvalidResourceName',
  ],
  ['a setting that ends with a point', `${AUTOSCALE}/a.`, 'api-version=2022-10-01', 'BadRequest'],
])('%s is refused, and not made', async (...[, path, version, code]) => {
  const refused = await given.ask('PUT', `${path}?${version}`, { body: set });
  expect([refused.status, refused.at('error', 'code')]).toEqual([400, code]);
  expect((await given.ask('GET', `${path}?${version}`)).status).toBe(404);
});

test('the longest names are taken', async () => {
  const made = await given.ask('PUT', `${scaleSetPath('w'.repeat(64))}?${VERSION}`, { body: set });
  expect(made.status).toBe(201);
});

test('a region may be named as people call it, and reads as resources carry it', async () => {
  const places: Array<[string, string, object]> = [
    [scaleSetPath('west'), VERSION, set],
    [`${NETWORK}/loadBalancers/west`, 'api-version=2024-05-01', {}],
    [`${NETWORK}/publicIPAddresses/west`, 'api-version=2024-05-01', {}],
  ];
  for (const [path, version, body] of places) {
    const named = { ...body, location: 'West Europe' };
    expect((await given.ask('PUT', `${path}?${version}`, { body: named })).at('location')).toBe('westeurope');
    const again = await given.ask('PUT', `${path}?${version}`, {
      body: { ...named, location: 'westeurope' },
    });
    expect([path, again.status]).toEqual([path, 200]);
  }
});

test('what is in one region cannot be made in another, and a group only where there are regions', async () => {
  const path = `${NETWORK}/publicIPAddresses/stays?api-version=2024-05-01`;
  expect((await given.ask('PUT', path, { body: { location: 'westeurope' } })).status).toBe(201);
  const moved = await given.ask('PUT', path, { body: { location: 'eastus' } });
  expect([moved.status, moved.at('error', 'code')]).toEqual([409, 'InvalidResourceLocation']);
  const nowhere = await given.ask('PUT', `${GROUP}-new?${AT}`, { body: { location: 'atlantis' } });
  expect([nowhere.status, nowhere.at('error', 'code')]).toEqual([
    400,
    'LocationNotAvailableForResourceGroup',
  ]);
});
