import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { merged, type JsonObject } from '../../local/arm/json.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
const LB = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb`;
beforeAll(async () => {
  given = await givenArm();
  given.arm.sim.createImage({ resourceGroup: 'rg-demo', name: 'golden' });
  given.arm.sim.createLoadBalancer({
    resourceGroup: 'rg-demo',
    name: 'lb',
    pools: ['blue', 'green'],
    rules: [{ name: 'http', pool: 'blue', frontendPort: 80, backendPort: 80 }],
  });
  given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 2,
    overprovision: false,
    backendPools: [`${LB}/backendAddressPools/blue`],
    properties: {
      virtualMachineProfile: { networkProfile: { healthProbe: { id: `${LB}/probes/http-probe` } } },
    },
  });
});
afterAll(() => given.arm.stop());

const model = {
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', capacity: 1 },
  properties: { upgradePolicy: { mode: 'Manual' }, virtualMachineProfile: {} },
};
const network = (ip: JsonObject): JsonObject => ({
  networkInterfaceConfigurations: [
    { name: 'nic', properties: { ipConfigurations: [{ name: 'ip', properties: ip }] } },
  ],
});
const properties = (more: JsonObject): JsonObject => ({ properties: more });
const profile = (more: JsonObject): JsonObject => properties({ virtualMachineProfile: more });
const nowhere = { id: `${LB}/backendAddressPools/none` };
const image = (id: string) =>
  profile({ storageProfile: { imageReference: { id: `${GROUP}/providers/${id}` } } });

/** Changes of a model that is taken, each refused by itself. */
test.each<[string, JsonObject, number, string, RegExp]>([
  [
    'no upgrade policy',
    properties({ upgradePolicy: null }),
    400,
    'InvalidParameter',
    /Required parameter 'upgradePolicy' is missing/,
  ],
  [
    'no upgrade mode',
    properties({ upgradePolicy: { mode: null as never } }),
    400,
    'InvalidParameter',
    /'upgradePolicy.mode' is missing/,
  ],
  [
    'an unknown member',
    profile({ colour: 'red' }),
    400,
    'BadRequest',
    /Could not find member 'colour' on object of type 'VirtualMachineScaleSetVMProfile'/,
  ],
  [
    'an unknown member on top',
    { colour: 'red' },
    400,
    'InvalidRequestContent',
    /Could not find member 'colour' on object of type 'ResourceDefinition'/,
  ],
  [
    'an unknown mode',
    properties({ upgradePolicy: { mode: 'Sometimes' } }),
    400,
    'InvalidParameter',
    /upgradePolicy.mode is invalid/,
  ],
  ['a zone that is none', { zones: ['4'] }, 400, 'InvalidParameter', /zones/],
  [
    'a percentage over 100',
    properties({ upgradePolicy: { rollingUpgradePolicy: { maxBatchInstancePercent: 101 } } }),
    400,
    'InvalidParameter',
    /101 .* out of range/,
  ],
  [
    'rolling without health',
    properties({ upgradePolicy: { mode: 'Rolling' } }),
    400,
    'BadRequest',
    /Rolling Upgrade mode is not supported/,
  ],
  [
    'repairs without health',
    properties({ automaticRepairsPolicy: { enabled: true } }),
    400,
    'BadRequest',
    /Automatic repairs not supported/,
  ],
  [
    'a grace period of five minutes',
    properties({ automaticRepairsPolicy: { enabled: false, gracePeriod: 'PT5M' } }),
    400,
    'InvalidParameter',
    /PT5M .* out of range/,
  ],
  ['a region that is none', { location: 'atlantis' }, 400, 'LocationNotAvailableForResourceType', /atlantis/],
  [
    'a pool that is not there',
    profile({ networkProfile: network({ loadBalancerBackendAddressPools: [nowhere] }) }),
    400,
    'InvalidResourceReference',
    /none/,
  ],
  [
    'a subnet that is not there',
    profile({
      networkProfile: network({
        subnet: { id: `${GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s` },
      }),
    }),
    400,
    'InvalidResourceReference',
    /subnets\/s/,
  ],
  [
    'a probe that is not there',
    profile({ networkProfile: { healthProbe: { id: `${LB}/probes/none` } } }),
    400,
    'InvalidResourceReference',
    /probes\/none/,
  ],
  ['an image that is not there', image('Microsoft.Compute/images/none'), 404, 'NotFound', /images\/none/],
  [
    'a gallery that is not there',
    image('Microsoft.Compute/galleries/g/images/i/versions/1.0.0'),
    404,
    'GalleryImageNotFound',
    /galleries/,
  ],
  [
    'an id that is none',
    profile({ networkProfile: { healthProbe: { id: 'probe' } } }),
    400,
    'LinkedInvalidPropertyId',
    /probe/,
  ],
  [
    'a managed image on a set of trusted machines',
    profile({
      securityProfile: { securityType: 'TrustedLaunch' },
      storageProfile: {
        imageReference: { id: `${GROUP}/providers/Microsoft.Compute/images/golden` },
      },
    }),
    400,
    'BadRequest',
    /TrustedLaunch setting is not supported for the provided image/,
  ],
  ['a zone named twice', { zones: ['1', '1'] }, 400, 'InvalidAvailabilityZone', /'1,1'/],
  ['eviction without Spot', profile({ evictionPolicy: 'Delete' }), 409, 'OperationNotAllowed', /Spot/],
])('%s is refused, and no set is made', async (...[, change, status, code, message]) => {
  const refused = await given.ask('PUT', `${scaleSetPath('new')}?${VERSION}`, {
    body: merged(model, change),
  });
  expect([refused.status, refused.at('error', 'code')]).toEqual([status, code]);
  expect(refused.at('error', 'message')).toMatch(message);
  expect((await given.ask('GET', `${scaleSetPath('new')}?${VERSION}`)).status).toBe(404);
});

test.each<[string, JsonObject, string]>([
  ['the mode of orchestration', properties({ orchestrationMode: 'Flexible' }), 'orchestrationMode'],
  ['the priority', profile({ priority: 'Spot' }), 'priority'],
  ['the administrator', profile({ osProfile: { adminUsername: 'other' } }), 'adminUsername'],
  ['the fault domains', properties({ platformFaultDomainCount: 2 }), 'platformFaultDomainCount'],
  ['the location', { location: 'eastus' }, 'location'],
])('%s never changes', async (...[, body, target]) => {
  const refused = await given.ask('PATCH', `${scaleSetPath('web')}?${VERSION}`, { body });
  expect(refused.status).toBe(409);
  expect(refused.at('error')).toMatchObject({
    code: 'PropertyChangeNotAllowed',
    message: `Changing property '${target}' is not allowed.`,
    target,
  });
});

test('zones may be added to a set, never taken away', async () => {
  const path = `${scaleSetPath('zoned')}?${VERSION}`;
  const zoned = (...zones: string[]) => ({ body: { ...model, zones } });
  expect((await given.ask('PUT', path, zoned('1', '2'))).status).toBe(201);
  const refused = await given.ask('PUT', path, zoned('1'));
  expect([refused.status, refused.at('error', 'target')]).toEqual([409, 'zones']);
  const grown = await given.ask('PATCH', path, { body: { zones: ['1', '2', '3'] } });
  expect([grown.status, grown.at('zones')]).toEqual([200, ['1', '2', '3']]);
});

test('a set has one autoscale setting', async () => {
  const at = (name: string) =>
    `${GROUP}/providers/Microsoft.Insights/autoscaleSettings/${name}?api-version=2022-10-01`;
  const setting = (target: string) => ({
    body: {
      location: 'westeurope',
      properties: {
        targetResourceUri: scaleSetPath(target),
        profiles: [{ name: 'p', capacity: { minimum: '1', maximum: '2', default: '1' }, rules: [] }],
      },
    },
  });
  expect((await given.ask('PUT', at('first'), setting('web'))).status).toBe(201);
  const second = await given.ask('PUT', at('second'), setting('WEB'));
  expect([second.status, second.at('error', 'code')]).toEqual([409, 'Conflict']);
  expect((await given.ask('PUT', at('first'), setting('web'))).status).toBe(200);
  const nowhere = await given.ask('PUT', at('third'), setting('none'));
  expect([nowhere.status, nowhere.at('error', 'code')]).toEqual([404, 'TargetResourceNotFound']);
});

test('what a set uses stays: the balancer, its pool, its probe, and the rule that the probe is for', async () => {
  const { body } = await given.ask('GET', `${LB}?api-version=2024-05-01`);
  const without = (kind: string) => ({
    ...(body as JsonObject),
    properties: { ...((body as JsonObject).properties as JsonObject), [kind]: [], loadBalancingRules: [] },
  });
  const refusals = [
    await given.ask('DELETE', `${LB}?api-version=2024-05-01`),
    await given.ask('DELETE', `${LB}/backendAddressPools/blue?api-version=2024-05-01`),
    await given.ask('PUT', `${LB}?api-version=2024-05-01`, { body: without('backendAddressPools') }),
    await given.ask('PUT', `${LB}?api-version=2024-05-01`, { body: without('probes') }),
    await given.ask('PUT', `${LB}?api-version=2024-05-01`, { body: without('inboundNatRules') }),
  ];
  expect(refusals.map((refused) => refused.at('error', 'code'))).toEqual([
    'LoadBalancerInUseByVirtualMachineScaleSet',
    'LoadBalancerBackendAddressPoolInUseByVirtualMachineScaleSet',
    'LoadBalancerBackendAddressPoolInUseByVirtualMachineScaleSet',
    'LoadBalancerProbeInUseByVirtualMachineScaleSet',
    'CannotRemoveRuleUsedByProbeUsedByVMSS',
  ]);
  // Taken out of the model, the pool is still that of the instances until they are upgraded.
  const nic = await given.ask('GET', `${scaleSetPath('web')}?${VERSION}`);
  const text = JSON.stringify(nic.body).replaceAll('backendAddressPools/blue', 'backendAddressPools/green');
  expect((await given.ask('PUT', `${scaleSetPath('web')}?${VERSION}`, { body: text })).status).toBe(200);
  const pool = `${LB}/backendAddressPools/blue?api-version=2024-05-01`;
  expect((await given.ask('DELETE', pool)).status).toBe(400);
});

test('the health extension stays as long as repairs go by it', async () => {
  const health = {
    type: 'ApplicationHealthLinux',
    publisher: 'Microsoft.ManagedServices',
    typeHandlerVersion: '1.0',
  };
  const extension = { name: 'health', properties: { ...health, settings: { protocol: 'tcp', port: 80 } } };
  given.arm.sim.createScaleSet({
    ...{ resourceGroup: 'rg-demo', name: 'mended', capacity: 1, overprovision: false },
    properties: {
      automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT30M' },
      virtualMachineProfile: { extensionProfile: { extensions: [extension] } },
    },
  });
  const path = `${scaleSetPath('mended')}/extensions/health?${VERSION}`;

  const { status, body } = await given.ask('DELETE', path);

  expect(status).toBe(400);
  expect(body).toMatchObject({
    error: { message: expect.stringMatching(/Automatic repairs not supported/) },
  });
  expect((await given.ask('GET', path)).status).toBe(200);
});
