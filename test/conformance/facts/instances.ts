import { expect } from '@jest/globals';

import { textAt } from '../../../local/arm/json.ts';
import { GROUP } from '../../arm/given-arm.ts';
import { WEB, q, settled, patch, list, type Fact } from './fact.ts';

export const INSTANCE_FACTS: Fact[] = [
  {
    name: 'what over-provisioning discards leaves the VM list and stays on the network side',
    check: async (given) => {
      settled(given, { capacity: 0, overprovision: true });
      await patch(given, 3);
      const { size } = new Set(given.arm.sim.instances().map(({ vmId }) => vmId));
      expect(size).toBe(7);
      const settles = Math.max(
        ...given.arm.sim
          .instances()
          .filter(({ surplus }) => !surplus)
          .map((i) => i.provisionedAt ?? 0),
      );
      await given.clock.advance(settles - given.clock.now() + 1);
      expect((await given.ask('GET', q(WEB))).at('properties', 'provisioningState')).toBe('Succeeded');
      expect(await list(given)).toHaveLength(3);
      const nics = await given.ask('GET', `${WEB}/networkInterfaces?api-version=2018-10-01`);
      expect(nics.at('value')).toHaveLength(7);
    },
  },
  {
    name: 'instances are named after their set and id, and their computer after six digits',
    check: async (given) => {
      settled(given);
      const [first] = await list(given);
      expect(first).toMatchObject({
        name: 'web_0',
        instanceId: '0',
        type: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines',
      });
      expect(textAt(first, 'properties', 'osProfile', 'computerName')).toBe('web000000');
      expect(textAt(first, 'properties', 'storageProfile', 'imageReference', 'exactVersion')).toBeDefined();
    },
  },
  {
    name: 'ids are not used again',
    check: async (given) => {
      settled(given);
      await given.ask('POST', q(`${WEB}/delete`), { body: { instanceIds: ['2'] } });
      await given.clock.advance(60_000);
      await patch(given, 3);
      await given.clock.advance(300_000);
      expect((await list(given)).map((item) => textAt(item, 'instanceId'))).toEqual(['0', '1', '3']);
    },
  },
  {
    name: 'deleting instances takes the capacity with it, and they are 404 NotFound afterwards',
    check: async (given) => {
      settled(given);
      const accepted = await given.ask('POST', q(`${WEB}/delete`), { body: { instanceIds: ['1'] } });
      expect(accepted.status).toBe(202);
      expect((await list(given)).map((item) => textAt(item, 'properties', 'provisioningState'))).toContain(
        'Deleting',
      );
      await given.clock.advance(60_000);
      expect((await given.ask('GET', q(WEB))).at('sku', 'capacity')).toBe(2);
      const gone = await given.ask('GET', q(`${WEB}/virtualMachines/1`));
      expect(gone.status).toBe(404);
      expect(gone.at('error', 'code')).toBe('NotFound');
    },
  },
  {
    name: 'the instance view has the provisioning state with a time and the power state without',
    check: async (given) => {
      settled(given);
      const view = await given.ask('GET', q(`${WEB}/virtualMachines/0/instanceView`));
      expect(view.at('statuses')).toEqual([
        {
          code: 'ProvisioningState/succeeded',
          level: 'Info',
          displayStatus: 'Provisioning succeeded',
          time: expect.any(String) as unknown,
        },
        { code: 'PowerState/running', level: 'Info', displayStatus: 'VM running' },
      ]);
      expect(view.at('vmAgent', 'statuses', 0, 'displayStatus')).toBe('Ready');
    },
  },
  {
    name: 'pages are linked by nextLink, which the last page leaves out',
    check: async (given) => {
      settled(given);
      given.arm.sim.configure({
        pageSizes: { instances: 2, subscriptionWide: 50, networkInterfaces: 1_000 },
      });
      const first = await given.ask('GET', q(`${WEB}/virtualMachines`));
      expect(first.at('value')).toHaveLength(2);
      const second = await given.ask('GET', String(first.at('nextLink')));
      expect(second.at('value')).toHaveLength(1);
      expect(Object.keys(second.body as object)).toEqual(['value']);
      const stale = await given.ask('GET', q(`${WEB}/virtualMachines`, '&$skiptoken=nonsense'));
      expect(stale.at('error', 'target')).toBe('$skiptoken');
    },
  },
  {
    name: 'a Flexible set lists stubs, and its machines are listed by filter with upper-cased ids',
    check: async (given) => {
      settled(given, { orchestrationMode: 'Flexible' });
      const stubs = await list(given);
      expect(Object.keys(stubs[0] as object)).toEqual([
        'name',
        'id',
        'type',
        'location',
        'instanceId',
        'zones',
      ]);
      const filter = encodeURIComponent(`'virtualMachineScaleSet/id' eq '${WEB}'`);
      const machines = await given.ask(
        'GET',
        q(`${GROUP}/providers/Microsoft.Compute/virtualMachines`, `&$filter=${filter}`),
      );
      expect(machines.at('value')).toHaveLength(3);
      expect(machines.at('value', 0, 'id')).toContain('/resourceGroups/RG-DEMO/');
      expect(machines.at('value', 0, 'name')).toMatch(/^web_[0-9a-f]{8}$/);
    },
  },
];
