import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { merged, type JsonObject } from '../../local/arm/json.ts';
import { givenArm, GROUP, type GivenArm } from './given-arm.ts';

let given: GivenArm;
const VERSION = 'api-version=2024-05-01';
const LB = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb`;
beforeAll(async () => {
  given = await givenArm();
});
afterAll(() => given.arm.stop());

const frontend = { name: 'front', properties: { privateIPAllocationMethod: 'Dynamic' } };
const frontendIn = (subnet: string) => ({
  name: 'front',
  properties: { subnet: { id: `${GROUP}/providers/Microsoft.Network/${subnet}` } },
});
const rule = (name: string, more: object = {}) => ({
  name,
  properties: {
    protocol: 'Tcp',
    frontendPort: 80,
    backendPort: 80,
    frontendIPConfiguration: { id: `${LB}/frontendIPConfigurations/front` },
    ...more,
  },
});
const natPool = (more: object) => ({
  name: 'ssh',
  properties: {
    protocol: 'Tcp',
    frontendPortRangeStart: 50_000,
    frontendPortRangeEnd: 50_100,
    backendPort: 22,
    frontendIPConfiguration: { id: `${LB}/frontendIPConfigurations/front` },
    ...more,
  },
});
const balancer = (properties: JsonObject): JsonObject =>
  merged(
    {
      location: 'westeurope',
      sku: { name: 'Standard' },
      properties: { frontendIPConfigurations: [frontend] },
    },
    { properties },
  );

test('the balancer that each of these spoils is taken', async () => {
  const whole = balancer({ loadBalancingRules: [rule('http')], inboundNatPools: [natPool({})] });
  expect((await given.ask('PUT', `${LB}?${VERSION}`, { body: whole })).status).toBe(201);
  expect((await given.ask('DELETE', `${LB}?${VERSION}`)).status).toBe(202);
});

test.each<[string, JsonObject, string, RegExp]>([
  [
    'a protocol that is none',
    { loadBalancingRules: [rule('http', { protocol: 'Icmp' })] },
    'InvalidRequestFormat',
    /Cannot parse/,
  ],
  [
    'a port over 65,534',
    { loadBalancingRules: [rule('http', { frontendPort: 65_535 })] },
    'InvalidPropertyValue',
    /frontendPort/,
  ],
  [
    'a probe without a port',
    { probes: [{ name: 'probe', properties: { protocol: 'Tcp' } }] },
    'InvalidRequestFormat',
    /Cannot parse/,
  ],
  [
    'two rules of one name',
    { loadBalancingRules: [rule('http'), rule('HTTP', { frontendPort: 81 })] },
    'InvalidRequestFormat',
    /Cannot parse/,
  ],
  [
    'a rule whose frontend is a probe',
    {
      probes: [{ name: 'probe', properties: { protocol: 'Tcp', port: 80 } }],
      loadBalancingRules: [rule('http', { frontendIPConfiguration: { id: `${LB}/probes/probe` } })],
    },
    'InvalidRequestFormat',
    /Cannot parse/,
  ],
  [
    'a frontend whose subnet is a network',
    { frontendIPConfigurations: [frontendIn('virtualNetworks/net')] },
    'InvalidRequestFormat',
    /Cannot parse/,
  ],
  [
    'two rules at one port',
    { loadBalancingRules: [rule('http'), rule('web')] },
    'RulesUseSameFrontendPortProtocolAndIPConfig',
    /rules\/web/i,
  ],
  [
    'a range that ends before it starts',
    { inboundNatPools: [natPool({ frontendPortRangeEnd: 40_000 })] },
    'InvalidFrontendPortRange',
    /40000.*50000/,
  ],
  [
    'a frontend that is not there',
    { frontendIPConfigurations: [], loadBalancingRules: [rule('http')] },
    'InvalidResourceReference',
    /front/,
  ],
  [
    'a subnet that is not there',
    {
      frontendIPConfigurations: [
        {
          name: 'front',
          properties: { subnet: { id: `${GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s` } },
        },
      ],
    },
    'InvalidResourceReference',
    /subnets\/s/,
  ],
])('%s is refused, and no balancer is made', async (...[, change, code, message]) => {
  const refused = await given.ask('PUT', `${LB}?${VERSION}`, { body: balancer(change) });
  expect([refused.status, refused.at('error', 'code')]).toEqual([400, code]);
  expect(refused.at('error', 'message')).toMatch(message);
  expect((await given.ask('GET', `${LB}?${VERSION}`)).status).toBe(404);
});

test('a balancer keeps its sku', async () => {
  await given.ask('PUT', `${LB}?${VERSION}`, { body: balancer({}) });
  const refused = await given.ask('PUT', `${LB}?${VERSION}`, {
    body: { ...balancer({}), sku: { name: 'Basic' } },
  });
  expect([refused.status, refused.at('error', 'code')]).toEqual([400, 'SkuCannotBeChangedOnUpdate']);
});
