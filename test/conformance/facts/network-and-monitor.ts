import { expect } from '@jest/globals';

import { listAt, textAt } from '../../../local/arm/json.ts';
import { WEB, LB, AUTOSCALE, poll, settled, type Fact } from './fact.ts';

const balancer = {
  location: 'westeurope',
  sku: { name: 'Standard' },
  properties: { backendAddressPools: [{ name: 'blue' }] },
};

export const NETWORK_AND_MONITOR_FACTS: Fact[] = [
  {
    name: 'a load balancer and its children share one weak etag, which every write changes',
    check: async (given) => {
      expect((await given.ask('PUT', `${LB}?api-version=2024-05-01`, { body: balancer })).status).toBe(201);
      const first = await given.ask('GET', `${LB}?api-version=2024-05-01`);
      expect(first.at('etag')).toMatch(/^W\/"[0-9a-f-]{36}"$/);
      expect(first.at('properties', 'backendAddressPools', 0, 'etag')).toBe(first.at('etag'));
      expect((await given.ask('PUT', `${LB}?api-version=2024-05-01`, { body: balancer })).status).toBe(200);
      const second = await given.ask('GET', `${LB}?api-version=2024-05-01`);
      expect(second.at('etag')).not.toBe(first.at('etag'));
    },
  },
  {
    name: 'the members of a pool are the interfaces of the set that names it',
    check: async (given) => {
      await given.ask('PUT', `${LB}?api-version=2024-05-01`, { body: balancer });
      settled(given, { backendPools: [`${LB}/backendAddressPools/blue`] });
      const pool = await given.ask('GET', `${LB}/backendAddressPools/blue?api-version=2024-05-01`);
      const members = listAt(pool.body, 'properties', 'backendIPConfigurations').map((member) =>
        textAt(member, 'id'),
      );
      expect(members).toHaveLength(3);
      expect(members[0]).toBe(`${WEB}/virtualMachines/0/networkInterfaces/web-nic/ipConfigurations/ipconfig`);
    },
  },
  {
    name: 'an autoscale setting is written at once, with its numbers as texts',
    check: async (given) => {
      const profiles = [
        { name: 'default', capacity: { minimum: '1', maximum: '5', default: '1' }, rules: [] },
      ];
      const body = {
        location: 'westeurope',
        properties: { enabled: false, profiles, targetResourceUri: WEB },
      };
      settled(given);
      const created = await given.ask('PUT', `${AUTOSCALE}?api-version=2022-10-01`, { body });
      expect(created.status).toBe(201);
      expect(poll(created)).toBe('');
      expect(created.at('properties', 'profiles', 0, 'capacity')).toEqual({
        minimum: '1',
        maximum: '5',
        default: '1',
      });
      expect(created.at('properties', 'predictiveAutoscalePolicy', 'scaleMode')).toBe('Disabled');
      expect((await given.ask('PUT', `${AUTOSCALE}?api-version=2022-10-01`, { body })).status).toBe(200);
      const deleted = await given.ask('DELETE', `${AUTOSCALE}?api-version=2022-10-01`);
      expect(deleted.status).toBe(200);
      expect(deleted.body).toBeUndefined();
    },
  },
  {
    name: 'a timespan of metrics is read also when it was encoded once more than needed',
    check: async (given) => {
      const scaleSet = settled(given);
      const span = '2024-05-01T10:00:00Z/2024-05-01T10:30:00Z';
      const metrics = `${scaleSet}/providers/Microsoft.Insights/metrics?api-version=2024-02-01`;
      for (const timespan of [encodeURIComponent(span), encodeURIComponent(encodeURIComponent(span))]) {
        const answer = await given.ask('GET', `${metrics}&interval=PT1M&timespan=${timespan}`);
        expect([answer.status, answer.at('timespan')]).toEqual([200, span]);
        expect(listAt(answer.body, 'value', 0, 'timeseries', 0, 'data')).toHaveLength(30);
      }
    },
  },
];
