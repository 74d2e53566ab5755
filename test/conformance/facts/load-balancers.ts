import { expect } from '@jest/globals';

import type { JsonObject } from '../../../local/arm/json.ts';
import { LB, monitor, poll, settled, type Fact } from './fact.ts';
import { GROUP, type Answer, type GivenArm } from '../../arm/given-arm.ts';

const lb = (more = '') => `${LB}${more}?api-version=2024-05-01`;
const child = (kind: string, name: string) => ({ id: `${LB}/${kind}/${name}` });
const vnet = `${GROUP}/providers/Microsoft.Network/virtualNetworks/v`;
const subnet = { id: `${vnet}/subnets/s` };
const network = {
  location: 'westeurope',
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    subnets: [{ name: 's', properties: { addressPrefix: '10.0.0.0/24' } }],
  },
};
const publicIp = {
  id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/ip',
};

const balancer = (properties: JsonObject, sku: JsonObject = { name: 'Standard' }) => ({
  location: 'westeurope',
  sku,
  properties: {
    frontendIPConfigurations: [{ name: 'front', properties: { publicIPAddress: publicIp } }],
    backendAddressPools: [{ name: 'blue' }, { name: 'green' }],
    ...properties,
  },
});
const put = (given: GivenArm, body: unknown, more = '') => given.ask('PUT', lb(more), { body });
const created = async (given: GivenArm, body: unknown) => {
  expect((await put(given, body)).status).toBe(201);
  await given.clock.advance(60_000);
};

export const LOAD_BALANCER_FACTS: Fact[] = [
  {
    name: 'a write that tells no machine anything is over at once, on any balancer',
    check: async (given) => {
      for (const name of ['Standard', 'Basic']) {
        const answer = await put(given, balancer({}, { name }), `-${name}`);
        expect(answer.at('properties', 'provisioningState')).toBe('Succeeded');
        expect((await given.ask('GET', poll(answer))).body).toEqual({ status: 'Succeeded' });
      }
    },
  },
  {
    name: 'a write of a gateway, of a global balancer or of one with members reads Updating, with its children',
    check: async (given) => {
      const bodies = [balancer({}, { name: 'Gateway' }), balancer({}, { name: 'Standard', tier: 'Global' })];
      bodies.push(balancer({}), balancer({}, { name: 'Basic' }));
      // The sku of a balancer never changes, so each has a name of its own.
      settled(given, { backendPools: bodies.map((_, index) => `${LB}-${index}/backendAddressPools/blue`) });
      for (const [index, body] of bodies.entries()) {
        const answer = await put(given, body, `-${index}`);
        expect(answer.at('properties', 'provisioningState')).toBe('Updating');
        expect(answer.at('properties', 'backendAddressPools', 0, 'properties', 'provisioningState')).toBe(
          'Updating',
        );
        expect((await given.ask('GET', poll(answer))).body).toEqual({ status: 'InProgress' });
        await given.clock.advance(60_000);
        expect((await given.ask('GET', lb(`-${index}`))).at('properties', 'provisioningState')).toBe(
          'Succeeded',
        );
      }
    },
  },
  {
    name: 'a frontend in a subnet gets an address that it keeps; one with a public address tells of none',
    check: async (given) => {
      await given.ask('PUT', `${vnet}?api-version=2024-05-01`, { body: network });
      const inside = (name: string) => ({ name, properties: { subnet } });
      await created(given, balancer({ frontendIPConfigurations: [inside('one')] }));
      const frontendIPConfigurations = [inside('one'), inside('two')];
      const answer = await put(given, balancer({ frontendIPConfigurations }));
      expect(answer.at('properties', 'provisioningState')).toBe('Updating');
      const of = (index: number) => answer.at('properties', 'frontendIPConfigurations', index, 'properties');
      expect(of(0)).toMatchObject({ privateIPAddress: '10.0.0.4', privateIPAddressVersion: 'IPv4' });
      expect(of(1)).toMatchObject({ privateIPAddress: '10.0.0.5', privateIPAllocationMethod: 'Dynamic' });
      const outside = await put(
        given,
        balancer({
          frontendIPConfigurations: [
            { name: 'front', properties: { publicIPAddress: publicIp, privateIPAddressVersion: 'IPv4' } },
          ],
        }),
      );
      const shown = outside.at('properties', 'frontendIPConfigurations', 0, 'properties') as JsonObject;
      expect(Object.keys(shown)).not.toContain('privateIPAddressVersion');
      expect(Object.keys(shown)).not.toContain('privateIPAddress');
    },
  },
  {
    name: 'frontends and pools say which outbound rules and which rules over several pools use them',
    check: async (given) => {
      const frontendIPConfiguration = child('frontendIPConfigurations', 'front');
      const pools = [child('backendAddressPools', 'blue'), child('backendAddressPools', 'green')];
      await created(
        given,
        balancer({
          loadBalancingRules: [
            {
              name: 'many',
              properties: {
                frontendIPConfiguration,
                backendAddressPools: pools,
                protocol: 'All',
                frontendPort: 0,
                backendPort: 0,
              },
            },
          ],
          outboundRules: [
            {
              name: 'out',
              properties: {
                backendAddressPool: pools[0],
                frontendIPConfigurations: [frontendIPConfiguration],
                protocol: 'All',
              },
            },
          ],
        }),
      );
      const { body } = await given.ask('GET', lb());
      const many = [child('loadBalancingRules', 'many')];
      const out = [child('outboundRules', 'out')];
      expect(body).toMatchObject({
        properties: {
          frontendIPConfigurations: [{ properties: { loadBalancingRules: many, outboundRules: out } }],
          backendAddressPools: [
            { properties: { loadBalancingRules: many, outboundRules: out } },
            { properties: { loadBalancingRules: many } },
          ],
          outboundRules: [
            { properties: { allocatedOutboundPorts: 0, protocol: 'All', idleTimeoutInMinutes: 4 } },
          ],
        },
      });
      expect(JSON.stringify(body)).not.toContain('"backendAddressPool":{"id":"' + pools[1]?.id);
    },
  },
  {
    name: 'a NAT rule over a pool has port 0 of its own and one per member by its number',
    check: async (given) => {
      const rule = {
        frontendIPConfiguration: child('frontendIPConfigurations', 'front'),
        backendAddressPool: child('backendAddressPools', 'blue'),
        protocol: 'tcp',
        backendPort: 22,
        frontendPortRangeStart: 50_000,
        frontendPortRangeEnd: 50_099,
      };
      await created(given, balancer({ inboundNatRules: [{ name: 'ssh', properties: rule }] }));
      const scaleSet = settled(given, { backendPools: [`${LB}/backendAddressPools/blue`] });
      given.arm.sim.removeInstance({ scaleSet, instance: '0' });
      const { body } = await given.ask('GET', lb());
      expect(body).toMatchObject({
        properties: {
          inboundNatRules: [{ properties: { frontendPort: 0, protocol: 'Tcp' } }],
          backendAddressPools: [
            {
              properties: {
                loadBalancerBackendAddresses: [50_001, 50_002].map((frontendPort) => ({
                  properties: { inboundNatRulesPortMapping: [{ inboundNatRuleName: 'ssh', frontendPort }] },
                })),
              },
            },
            {},
          ],
        },
      });
    },
  },
  {
    name: 'a tunnel without a port has one once the gateway is updated, by its direction',
    check: async (given) => {
      await created(given, balancer({}, { name: 'Gateway' }));
      const tunnelInterfaces = ['Internal', 'External'].map((type, index) => ({
        type,
        protocol: 'VXLAN',
        identifier: 900 + index,
      }));
      const answer = await put(given, { properties: { tunnelInterfaces } }, '/backendAddressPools/new');
      expect(answer.status).toBe(201);
      const ports = (shown: Answer) =>
        [0, 1].map((index) => shown.at('properties', 'tunnelInterfaces', index, 'port'));
      expect(ports(answer)).toEqual([0, 0]);
      await given.clock.advance(60_000);
      const later = await given.ask('GET', lb('/backendAddressPools/new'));
      expect(ports(later)).toEqual([10_800, 10_801]);
    },
  },
  {
    name: 'a pool that is new is 201, and so on a balancer in an edge zone, which keeps its place',
    check: async (given) => {
      const extendedLocation = { type: 'EdgeZone', name: 'edge1' };
      await created(given, { ...balancer({}), extendedLocation });
      expect((await put(given, { properties: {} }, '/backendAddressPools/red')).status).toBe(201);
      expect((await put(given, { properties: {} }, '/backendAddressPools/red')).status).toBe(200);
      expect((await given.ask('GET', lb())).at('extendedLocation')).toEqual(extendedLocation);
    },
  },
  {
    name: 'the result of a network operation repeats where it is asked after',
    check: async (given) => {
      await created(given, balancer({}));
      const deleted = await given.ask('DELETE', lb());
      for (const expected of [202, 204]) {
        const result = await given.ask('GET', monitor(deleted));
        expect([result.status, monitor(result), poll(result)]).toEqual([
          expected,
          monitor(deleted),
          poll(deleted),
        ]);
        await given.clock.advance(60_000);
      }
    },
  },
  {
    name: 'probes of a global balancer have no threshold, others one of 1',
    check: async (given) => {
      for (const [tier, shown] of [
        ['Regional', 1],
        ['Global', undefined],
      ]) {
        const probes = [{ name: 'p', properties: { port: 80, protocol: 'TCP' } }];
        const answer = await put(given, balancer({ probes }, { name: 'Standard', tier }));
        expect(answer.at('properties', 'probes', 0, 'properties', 'probeThreshold')).toBe(shown);
        expect(answer.at('properties', 'probes', 0, 'properties', 'protocol')).toBe('Tcp');
        await given.ask('DELETE', lb());
      }
    },
  },
];
