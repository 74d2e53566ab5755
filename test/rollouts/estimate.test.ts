import { expect, test } from '@jest/globals';
import { rehearse } from '../support/rollout/rehearsal.ts';

const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };
const VERIFY = { probe: { url: 'http://{privateIp}:8080/health' }, interval: 'PT30S', count: 4 };

const FORTY = { min: 0, max: 40, desired: 40 };

const POLICIES: [string, object][] = [
  ['basic', { basic: {} }],
  ['a canary in three steps', { canary: { steps: ['34%', '67%', '100%'].map((upgrade) => ({ upgrade })) } }],
  ['a canary, verified', { canary: { steps: [{ upgrade: 1 }, { verify: VERIFY }, { upgrade: '100%' }] } }],
  [
    'a larger canary',
    {
      instances: FORTY,
      canary: { steps: ['25%', '50%', '100%'].map((upgrade) => ({ upgrade })) },
    },
  ],
  [
    'blue/green',
    {
      blueGreen: {
        ...FRONT,
        steps: [{ upgrade: '100%' }, { verify: VERIFY }, { swap: {} }, { downsize: {} }],
      },
    },
  ],
  [
    'a larger blue/green',
    {
      instances: FORTY,
      blueGreen: { ...FRONT, steps: [{ upgrade: '100%' }, { swap: {} }, { downsize: {} }] },
    },
  ],
];

test.each(POLICIES)('what a plan expects is what it comes to: %s', (_, policy) =>
  rehearse(async (it) => {
    const { arm } = it.world.outside;
    let expected = { calls: 0, seconds: 0 };
    let began = 0;
    await it.begins(policy, async () => {
      ({ expected } = (await it.rollouts.plan(policy)).body as { expected: typeof expected });
      arm.sim.configure({ coreQuota: 1000 });
      arm.resetCalls();
      began = it.world.clock.now();
    });
    while (!(await it.rollouts.read()).ended) await it.world.clock.advance(10_000);
    const made = Object.values(arm.calls()).reduce((sum, each) => sum + each, 0);
    const seconds = (it.world.clock.now() - began) / 1000;
    for (const ratio of [made / expected.calls, seconds / expected.seconds]) {
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.25);
    }
  }),
);
