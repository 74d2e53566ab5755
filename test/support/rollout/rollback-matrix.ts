import { expect, test } from '@jest/globals';
import type { FaultEffect } from '../../../local/arm/faults/fault.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';
import { imageVersion } from '../rollouts.ts';

const PROBE = { probe: { url: 'http://{privateIp}:8080/health' }, interval: 'PT30S', count: 2 };
const APPROVAL = { pause: { untilApproved: true } };
const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };
const PATCH = 'PATCH virtualMachineScaleSets/{}';
const SETTING = 'PUT autoscaleSettings/{}';
const REFUSED: FaultEffect = { accept: 'error', status: 400, code: 'BadRequest', message: 'Not like this.' };

/** What somebody may have added to an autoscale setting. */
const TOLD_TO = {
  notifications: [{ operation: 'Scale', webhooks: [{ serviceUri: 'https://example.com/hook' }] }],
};

type Steps = (verify: object, asked: object[]) => object;

/** Each verifies, and may ask a person once new machines serve. */
const STRATEGIES: Record<string, Steps> = {
  basic: (verify) => ({ basic: { verify } }),
  'canary, new first': canary('newFirst'),
  'canary, old first': canary('oldFirst'),
  'canary, proportional': canary('proportional'),
  'blue/green': (verify, asked) => ({
    blueGreen: {
      ...FRONT,
      steps: [{ upgrade: '100%' }, { verify }, { swap: {} }, ...asked, { downsize: { after: 'PT30M' } }],
    },
  }),
};

function canary(resize: string): Steps {
  return (verify, asked) => ({
    canary: { resize, steps: [{ upgrade: '34%' }, { verify }, ...asked, { upgrade: '100%' }] },
  });
}

interface Failure {
  verify?: object;
  timeouts?: object;
  durable?: boolean;
  /** Steps once new machines serve. */
  asks?: object[];
  /** Before it begins. */
  given?: (rehearsal: Rehearsal) => void;
  /** Once the fleet is there. */
  prepares?: (rehearsal: Rehearsal) => Promise<void>;
  then?: (rehearsal: Rehearsal) => Promise<void>;
  /** A line of the timeline that says so. */
  tells?: RegExp;
  /** Strategies in which it can happen. */
  in?: RegExp;
}

const FAILURES: Record<string, Failure> = {
  'ARM refuses the new scale set': {
    given: (it) => it.fault('PUT virtualMachineScaleSets/{}', REFUSED),
  },
  'ARM refuses the 1st PATCH': { given: (it) => it.fault(PATCH, REFUSED, 1) },
  'ARM refuses the 2nd PATCH': { given: (it) => it.fault(PATCH, REFUSED, 2) },
  'ARM refuses the 3rd PATCH': { in: /canary|blue/, given: (it) => it.fault(PATCH, REFUSED, 3) },
  'ARM refuses the 4th PATCH': { in: /canary|blue/, given: (it) => it.fault(PATCH, REFUSED, 4) },
  'ARM refuses the 5th PATCH': { in: /blue/, given: (it) => it.fault(PATCH, REFUSED, 5) },
  'ARM refuses the 6th PATCH': { in: /blue/, given: (it) => it.fault(PATCH, REFUSED, 6) },
  'allocation fails': { given: (it) => it.faults('allocate', { finish: 'allocationFailed' }) },
  'the operation fails': {
    given: (it) => it.faults('createInstance', { finish: 'extensionFailed' }),
  },
  'its machines do not take their pools': {
    in: /blue/,
    given: (it) => it.fault('upgradeInstance', { finish: 'extensionFailed' }),
  },
  'an instance fails': {
    then: async (it) => {
      await it.tells(/Set web__1 to \d machine/);
      await it.world.clock.advance(20_000);
      it.failNewMachine();
    },
  },
  'the image is bad': {
    given: ({ world }) => world.outside.arm.sim.setApplication(imageVersion('1.1.0'), 'error'),
  },
  'its machines report themselves ill': {
    verify: { health: true, interval: 'PT1M', count: 5 },
    given: ({ world }) => world.outside.arm.sim.setApplication(imageVersion('1.1.0'), 'error', 150),
    prepares: async ({ azure, world }) => {
      await azure.addHealthExtension('web');
      await world.clock.advance(300_000);
    },
  },
  'it cannot be verified': {
    verify: { ...PROBE, probe: { url: 'http://nobody.invalid/health' }, errorLimit: 1 },
  },
  'it takes too long': {
    timeouts: { steadyState: 'PT10M' },
    given: (it) => it.faults('createInstance', { finish: 'stuck' }),
  },
  'abort during an operation': {
    then: async (it) => {
      await it.tells(/Set web__1 to \d machine/);
      await it.rollouts.isTold('abort');
    },
  },
  'abort during the swap': {
    in: /blue/,
    then: async (it) => {
      await it.tells(/web without traffic/);
      await it.rollouts.isTold('abort');
    },
  },
  'reject at an approval': {
    in: /canary|blue/,
    asks: [APPROVAL],
    then: async (it) => {
      await it.rollouts.becomes('paused');
      await it.rollouts.isTold('reject', { by: 'Ada' });
    },
  },
  'autoscale changed by others meanwhile': {
    in: /canary|blue/,
    asks: [APPROVAL],
    tells: /^web is under autoscale again$/,
    then: async (it) => {
      await it.rollouts.becomes('paused');
      await it.azure.changeAutoscale('web-autoscale', (was) => ({ ...was, enabled: true, ...TOLD_TO }));
      await it.rollouts.isTold('abort');
    },
  },
  'autoscale changed by others while it is off': {
    tells: /^Autoscale setting web-autoscale was changed by somebody else while it was off/,
    then: async (it) => {
      await it.tells(/^Done: Take autoscale off web$/);
      await it.azure.changeAutoscale('web-autoscale', (was) => ({ ...was, ...TOLD_TO }));
      await it.rollouts.isTold('rollback');
    },
  },
  'the old set scaled by others meanwhile': {
    in: /canary/,
    asks: [APPROVAL],
    tells: /^web has 5 machines now, not [12]$/,
    then: async (it) => {
      await it.rollouts.becomes('paused');
      await it.azure.changeSet('web', { sku: { capacity: 5 } });
      await it.world.clock.advance(300_000);
      await it.rollouts.isTold('abort');
    },
  },
  'the old set changed by others meanwhile': {
    in: /canary|blue/,
    asks: [APPROVAL],
    then: async (it) => {
      await it.rollouts.becomes('paused');
      await it.othersChange('web', { tags: { owner: 'Ada' }, properties: { singlePlacementGroup: false } });
      await it.rollouts.isTold('abort');
    },
  },
  'it is unhealthy after the swap': {
    in: /blue/,
    asks: [APPROVAL, { verify: PROBE }],
    then: async (it) => {
      await it.rollouts.becomes('paused');
      it.world.outside.arm.sim.setApplication(imageVersion('1.1.0'), 'error');
      await it.rollouts.isTold('approve');
    },
  },
  'measurements say neither good nor bad': {
    verify: { metric: { name: 'Percentage CPU', success: { below: 1 }, failure: { above: 99 } } },
    then: async (it) => {
      await it.rollouts.becomes('paused');
      await it.rollouts.isTold('reject', { by: 'Ada' });
    },
  },
  'a webhook says no': {
    in: /canary|blue/,
    asks: [{ webhook: { url: 'http://127.0.0.1:9/gate' } }],
  },
  'nobody approves in time': {
    in: /canary|blue/,
    asks: [{ pause: { untilApproved: true, timeout: 'PT20M', onTimeout: 'rollback' } }],
  },
  'the way back is refused, and tried again': {
    then: async (it) => {
      await it.tells(/^Done: Take autoscale off web$/);
      it.fault(SETTING, REFUSED);
      await it.rollouts.isTold('abort');
      const { waitsFor } = await it.rollouts.becomes('blocked');
      expect(waitsFor?.why).toContain('Not like this.');
      await it.rollouts.isTold('retry');
    },
  },
  'the app is killed': {
    durable: true,
    given: ({ world }) => world.outside.arm.sim.setApplication(imageVersion('1.1.0'), 'error'),
    then: async (it) => {
      await it.tells(/Set web__1 to \d machine/);
      await it.isKilled();
      await it.tells(/Turns back/);
      await it.isKilled();
    },
  },
};

/**
 * One test for each of these strategies and each failure that it can meet: afterwards the world equals the one before,
 * resource by resource.
 */
export function itComesBackExactly(strategies: RegExp): void {
  const rows = Object.entries(STRATEGIES)
    .filter(([strategy]) => strategies.test(strategy))
    .flatMap(([strategy, steps]) => rowsOf(strategy, steps));
  test.each(rows)('$strategy: $name', async ({ failure, steps }) => {
    const { verify = PROBE, timeouts, given, prepares, then, asks = [], tells, durable = false } = failure;
    await rehearse(
      async (rehearsal) => {
        given?.(rehearsal);
        const policy = { ...steps(verify, asks), ...(timeouts ? { timeouts } : {}) };
        await rehearsal.begins(policy, prepares);
        await then?.(rehearsal);
        await rehearsal.endsAsItBegan();
        if (tells) await rehearsal.tells(tells, { within: 0.2 });
      },
      { durable },
    );
  });
}

function rowsOf(strategy: string, steps: Steps) {
  return Object.entries(FAILURES)
    .filter(([, { in: where = /./ }]) => where.test(strategy))
    .map(([name, failure]) => ({ strategy, name, failure, steps }));
}
