import { afterEach, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, SUBSCRIPTION, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const AT = 'api-version=2021-04-01';
const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const shop = `${ROOT}/resourcegroups/shop`;
const TAGS = 'providers/Microsoft.Resources/tags/default';
const PARTS = { resourceGroup: 'rg-demo', overprovision: false };
const names = (value: unknown) => (value as Array<{ name: string }>).map(({ name }) => name);
const find = async (filter: string) =>
  names(
    (await given.ask('GET', `${ROOT}/resources?${AT}&$filter=${encodeURIComponent(filter)}`)).at('value'),
  );

test('a group is created, read, tagged, listed by its tag, and never moved', async () => {
  given = await givenArm();
  expect((await given.ask('HEAD', `${shop}?${AT}`)).status).toBe(404);
  expect((await given.ask('GET', `${shop}?${AT}`)).at('error', 'code')).toBe('ResourceGroupNotFound');
  const created = await given.ask('PUT', `${shop}?${AT}`, {
    body: { location: 'West Europe', tags: { a: '1' } },
  });
  expect(created.status).toBe(201);
  expect(created.body).toEqual({
    id: `${ROOT}/resourceGroups/shop`,
    name: 'shop',
    type: 'Microsoft.Resources/resourceGroups',
    location: 'westeurope',
    tags: { a: '1' },
    properties: { provisioningState: 'Succeeded' },
  });
  expect((await given.ask('HEAD', `${shop}?${AT}`)).status).toBe(204);
  const again = await given.ask('PUT', `${shop}?${AT}`, { body: created.body });
  expect([again.status, again.body]).toEqual([200, created.body]);
  const moved = await given.ask('PUT', `${shop}?${AT}`, { body: { location: 'eastus' } });
  expect([moved.status, moved.at('error', 'code')]).toEqual([409, 'InvalidResourceGroupLocation']);
  await given.ask('PATCH', `${shop}?${AT}`, { body: { tags: { b: '2' } } });
  const listed = (filter: string) =>
    given.ask('GET', `${ROOT}/resourcegroups?${AT}&$filter=${encodeURIComponent(filter)}`);
  expect(names((await listed("tagName eq 'b' and tagValue eq '2'")).at('value'))).toEqual(['shop']);
  expect((await listed("tagName eq 'a'")).at('value')).toEqual([]);
});

test('what the side door creates is in a group that is there', async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ ...PARTS, name: 'web', capacity: 1 });
  expect((await given.ask('GET', `${GROUP}?${AT}`)).at('name')).toBe('rg-demo');
  const before = given.arm.sim.snapshot().filter(({ key }) => !key.endsWith('/rg-demo'));
  given.arm.sim.restore(before);
  expect((await given.ask('GET', `${GROUP}?${AT}`)).at('name')).toBe('rg-demo');
});

test('a group is deleted with all that is in it, and reads Deleting until then', async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ ...PARTS, name: 'web', capacity: 2 });
  given.arm.sim.createLoadBalancer({ resourceGroup: 'rg-demo', name: 'web-lb' });
  const accepted = await given.ask('DELETE', `${GROUP}?${AT}`);
  const poll = accepted.headers.get('location') ?? '';
  expect(accepted.status).toBe(202);
  expect((await given.ask('GET', poll)).status).toBe(202);
  expect((await given.ask('GET', `${GROUP}?${AT}`)).at('properties', 'provisioningState')).toBe('Deleting');
  expect((await given.ask('DELETE', `${GROUP}?${AT}`)).headers.get('location')).toBe(poll);
  await given.clock.advance(60_000);
  expect((await given.ask('GET', poll)).status).toBe(200);
  expect((await given.ask('GET', `${GROUP}?${AT}`)).status).toBe(404);
  expect((await given.ask('GET', `${scaleSetPath('web')}?${VERSION}`)).status).toBe(404);
  expect(given.arm.sim.instances()).toEqual([]);
  expect((await given.ask('PUT', `${GROUP}?${AT}`, { body: { location: 'eastus' } })).status).toBe(201);
});

test('resources of every kind are listed in short and found by type, name, group and tag', async () => {
  given = await givenArm();
  const { sim } = given.arm;
  sim.createScaleSet({ ...PARTS, name: 'web', tags: { env: 'live' } });
  sim.createScaleSet({ ...PARTS, name: 'api', capacity: 1, orchestrationMode: 'Flexible' });
  sim.createLoadBalancer({ resourceGroup: 'rg-net', name: 'web-lb' });
  sim.createGalleryImage({ resourceGroup: 'rg-demo', gallery: 'demo', image: 'web', version: '1.0.0' });
  expect(await find("resourceType eq 'microsoft.compute/virtualMachineScaleSets'")).toEqual(['api', 'web']);
  expect(await find("resourceGroup eq 'rg-net'")).toEqual(['web-lb']);
  expect(await find("tagName eq 'env' and tagValue eq 'live'")).toEqual(['web']);
  expect(await find("substringof('web', name) and resourceGroup eq 'RG-DEMO'")).toEqual([
    'demo/web',
    'demo/web/1.0.0',
    'web',
    'web-vnet',
  ]);
  const [machine] = await find("resourceType eq 'Microsoft.Compute/virtualMachines'");
  expect(machine).toMatch(/^api_[0-9a-f]{8}$/);
  expect(await find("(name eq 'api' or name eq 'web-lb')")).toEqual(['api', 'web-lb']);
  const group = await given.ask('GET', `${ROOT}/resourceGroups/rg-net/resources?${AT}`);
  expect(group.at('value', 0)).toMatchObject({
    type: 'Microsoft.Network/loadBalancers',
    location: 'westeurope',
    sku: { name: 'Standard' },
  });
  const refused = await given.ask('GET', `${ROOT}/resources?${AT}&$filter=name gt 1`);
  expect([refused.status, refused.at('error', 'code')]).toEqual([400, 'InvalidFilterInQueryString']);
  const page = await given.ask('GET', `${ROOT}/resources?${AT}&$top=2`);
  expect(page.at('value')).toHaveLength(2);
  expect((await given.ask('GET', String(page.at('nextLink')))).at('value')).not.toEqual([]);
  expect((await given.ask('HEAD', `${scaleSetPath('web')}?${VERSION}`)).status).toBe(204);
  expect((await given.ask('HEAD', `${scaleSetPath('none')}?${VERSION}`)).status).toBe(404);
});

test('tags of a set, a group and a balancer are merged, deleted and replaced by themselves', async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ ...PARTS, name: 'web', tags: { a: '1' } });
  const balancer = given.arm.sim.createLoadBalancer({ resourceGroup: 'rg-demo', name: 'web-lb' });
  const images = { resourceGroup: 'rg-demo', gallery: 'demo', image: 'web', version: '1.0.0' };
  const version = given.arm.sim.createGalleryImage(images);
  for (const scope of [scaleSetPath('web'), balancer, GROUP, version]) {
    const tags = async (method: string, body?: unknown) =>
      (await given.ask(method, `${scope}/${TAGS}?${AT}`, body === undefined ? {} : { body })).at(
        'properties',
        'tags',
      );
    await tags('PUT', { properties: { tags: { a: '1' } } });
    expect(await tags('PATCH', { operation: 'Merge', properties: { tags: { b: '2' } } })).toEqual({
      a: '1',
      b: '2',
    });
    expect(
      await tags('PATCH', { operation: 'Delete', properties: { tags: { a: '1', b: 'other' } } }),
    ).toEqual({ b: '2' });
    expect(await tags('GET')).toEqual({ b: '2' });
    expect(await tags('PATCH', { operation: 'Replace', properties: { tags: { c: '3' } } })).toEqual({
      c: '3',
    });
    expect((await given.ask('DELETE', `${scope}/${TAGS}?${AT}`)).status).toBe(200);
    expect(await tags('GET')).toEqual({});
  }
  const none = await given.ask('GET', `${scaleSetPath('none')}/${TAGS}?${AT}`);
  expect(none.at('error', 'code')).toBe('ResourceNotFound');
});

test('providers are registered and tell their types, versions and regions', async () => {
  given = await givenArm();
  const compute = await given.ask('GET', `${ROOT}/providers/microsoft.compute?${AT}`);
  expect(compute.at('namespace')).toBe('Microsoft.Compute');
  expect(compute.at('registrationState')).toBe('Registered');
  const types = compute.at('resourceTypes') as Array<{ resourceType: string; apiVersions: string[] }>;
  const sets = types.find(({ resourceType }) => resourceType === 'virtualMachineScaleSets');
  // Whatever version it tells of is one that it answers.
  for (const version of sets?.apiVersions ?? []) {
    const path = `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets?api-version=${version}`;
    given.arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
    expect([version, (await given.ask('GET', path)).status]).toEqual([version, 200]);
  }
  expect((await given.ask('GET', `${ROOT}/providers/Microsoft.None?${AT}`)).status).toBe(404);
  expect(
    ((await given.ask('GET', `${ROOT}/providers?${AT}`)).at('value') as unknown[]).length,
  ).toBeGreaterThan(3);
  const regions = await given.ask('GET', `${ROOT}/locations?${AT}`);
  expect(regions.at('value', 0)).toMatchObject({ name: 'westeurope', displayName: 'West Europe' });
});
