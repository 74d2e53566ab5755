import { expect } from '@jest/globals';

import { WEB, poll, monitor, q, settled, patch, type Fact } from './fact.ts';

export const OPERATION_FACTS: Fact[] = [
  {
    name: 'an action is accepted by 202, without a body, with an operation and a monitor',
    check: async (given) => {
      settled(given);
      const accepted = await given.ask('POST', q(`${WEB}/restart`));
      expect(accepted.status).toBe(202);
      expect(accepted.body).toBeUndefined();
      expect(poll(accepted)).not.toBe('');
      expect(monitor(accepted)).toMatch(/monitor=true/);
      expect(accepted.headers.get('retry-after')).toBeNull();
    },
  },
  {
    name: 'a running operation polls as 200 InProgress, a done one as Succeeded with its end',
    check: async (given) => {
      settled(given);
      const accepted = await given.ask('POST', q(`${WEB}/restart`));
      const running = await given.ask('GET', poll(accepted));
      expect(running.status).toBe(200);
      expect(Object.keys(running.body as object)).toEqual(['startTime', 'status', 'name']);
      expect(running.at('status')).toBe('InProgress');
      expect(running.at('name')).toBe(accepted.headers.get('x-ms-request-id'));
      await given.clock.advance(60_000);
      const done = await given.ask('GET', poll(accepted));
      expect(Object.keys(done.body as object)).toEqual(['startTime', 'endTime', 'status', 'name']);
      expect(done.at('status')).toBe('Succeeded');
    },
  },
  {
    name: 'the monitor answers 202 while the operation runs, then 200 without a body, again and again',
    check: async (given) => {
      settled(given);
      const accepted = await given.ask('POST', q(`${WEB}/restart`));
      expect((await given.ask('GET', monitor(accepted))).status).toBe(202);
      await given.clock.advance(60_000);
      for (const _ of [1, 2]) {
        const done = await given.ask('GET', monitor(accepted));
        expect(done.status).toBe(200);
        expect(done.body).toBeUndefined();
      }
    },
  },
  {
    name: 'the first poll tells how long to wait, later ones do not',
    check: async (given) => {
      settled(given);
      const accepted = await patch(given, 5);
      expect(
        Number((await given.ask('GET', poll(accepted))).headers.get('retry-after')),
      ).toBeGreaterThanOrEqual(30);
      await given.clock.advance(10_000);
      expect((await given.ask('GET', poll(accepted))).headers.get('retry-after')).toBeNull();
    },
  },
  {
    name: 'an operation that failed is a 200 that says so, and the set reads Failed',
    check: async (given) => {
      settled(given);
      given.arm.sim.addFault({ effect: { finish: 'allocationFailed' } });
      const accepted = await patch(given, 5);
      await given.clock.advance(60_000);
      const failed = await given.ask('GET', poll(accepted));
      expect(failed.status).toBe(200);
      expect(failed.at('status')).toBe('Failed');
      expect(failed.at('error', 'code')).toBe('AllocationFailed');
      expect((await given.ask('GET', q(WEB))).at('properties', 'provisioningState')).toBe('Failed');
    },
  },
];
