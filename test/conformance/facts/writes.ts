import { expect } from '@jest/globals';

import { objectAt } from '../../../local/arm/json.ts';
import { WEB, poll, q, model, settled, patch, list, type Fact } from './fact.ts';

export const WRITE_FACTS: Fact[] = [
  {
    name: 'a set is created by 201, with an operation to poll, no Location, in state Creating',
    check: async (given) => {
      const created = await given.ask('PUT', q(WEB), { body: model });
      expect(created.status).toBe(201);
      expect(poll(created)).toMatch(
        /\/providers\/Microsoft\.Compute\/locations\/westeurope\/operations\/[0-9a-f-]{36}\?/,
      );
      expect(created.headers.get('location')).toBeNull();
      expect(created.headers.get('retry-after')).toBe('10');
      expect(created.at('properties', 'provisioningState')).toBe('Creating');
      expect(created.at('sku', 'capacity')).toBe(2);
    },
  },
  {
    name: 'an update is answered by 200 and the new capacity, in state Updating, without Location',
    check: async (given) => {
      settled(given);
      const updated = await patch(given, 5);
      expect(updated.status).toBe(200);
      expect(poll(updated)).not.toBe('');
      expect(updated.headers.get('location')).toBeNull();
      expect(updated.at('properties', 'provisioningState')).toBe('Updating');
      expect(updated.at('sku', 'capacity')).toBe(5);
    },
  },
  {
    name: 'a PUT of capacity alone keeps the model, and leaves the instances at the latest',
    check: async (given) => {
      settled(given);
      const before = await given.ask('GET', q(WEB));
      await given.ask('PUT', q(WEB), {
        body: { location: 'westeurope', sku: { ...model.sku, capacity: 2 } },
      });
      await given.clock.advance(60_000);
      const after = await given.ask('GET', q(WEB));
      expect(after.at('properties', 'virtualMachineProfile')).toEqual(
        before.at('properties', 'virtualMachineProfile'),
      );
      expect((await list(given)).map((item) => objectAt(item, 'properties').latestModelApplied)).toEqual([
        true,
        true,
      ]);
    },
  },
  {
    name: 'the etag is a quoted number, the same in body and header, and rises with a write',
    check: async (given) => {
      settled(given);
      const before = await given.ask('GET', q(WEB));
      expect(before.at('etag')).toMatch(/^"\d+"$/);
      expect(before.headers.get('etag')).toBe(before.at('etag'));
      const after = await patch(given, 3);
      expect(Number(JSON.parse(String(after.at('etag'))))).toBeGreaterThan(
        Number(JSON.parse(String(before.at('etag')))),
      );
    },
  },
  {
    name: 'a wrong If-Match is refused by 412 and changes nothing',
    check: async (given) => {
      settled(given);
      const refused = await patch(given, 9, { 'if-match': '"99"' });
      expect(refused.status).toBe(412);
      expect(refused.at('error', 'code')).toBe('PreconditionFailed');
      expect((await given.ask('GET', q(WEB))).at('sku', 'capacity')).toBe(3);
    },
  },
  {
    name: 'a newer write preempts the operation that runs',
    check: async (given) => {
      settled(given);
      const first = await patch(given, 5);
      await patch(given, 6);
      const ended = await given.ask('GET', poll(first));
      expect(ended.status).toBe(200);
      expect(ended.at('status')).toBe('Failed');
      expect(ended.at('error', 'code')).toBe('OperationPreempted');
    },
  },
];
