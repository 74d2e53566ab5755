import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('a canary replaces the machines step by step', async ({ rollouts, when, then }) => {
  await rollouts.theDemoFleet();

  await rollouts.begins({
    canary: { steps: [{ upgrade: '33%' }, { pause: { for: 'PT5M' } }, { upgrade: '100%' }] },
  });
  const over = await rollouts.isOver();

  expect(over.state).toBe('succeeded');
  expect(rollouts.capacities()).toEqual({ web__1: 3, api: 3 });
  await when.minutesPass(4);
  await then.theFleetIs('idle');
  expect(await rollouts.registered()).toEqual(['web__1', 'web__1', 'web__1']);
});
