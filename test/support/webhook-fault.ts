import { expect } from '@jest/globals';
import type { FaultEffect } from '../../local/webhook-receiver/faults.ts';
import { webhookScenario } from './webhook-story.ts';

export const WEBHOOK_ENDPOINTS = ['register', 'deregister', 'targets', 'health', 'deploy', 'status'] as const;

/** Three machines become five and then four, and one request to the endpoint comes to nothing, or to something else. */
export function webhookFaultScenario(
  endpoint: (typeof WEBHOOK_ENDPOINTS)[number],
  effect: FaultEffect,
): void {
  const what = effect.type === 'status' ? `answers ${effect.status}` : effect.type;
  webhookScenario(`once ${what}: all is done, and done once`, async ({ when, hooks, receiver, then }) => {
    await hooks.aFleet('web', { instances: 3 });
    receiver.sim.fault({ endpoint, effect });
    when.scaledTo(5);
    await when.minutesPass(8);
    when.scaledTo(4);
    await when.minutesPass(8);
    await hooks.everyReadyInstanceCarries('1.0.0', { count: 4 });
    expect(hooks.howOften('registered')).toBe(5);
    expect(hooks.howOften('deregistered')).toBe(1);
    expect(hooks.howOften('deployed')).toBe(2);
    await then.theFleetIs('idle');
  });
}
