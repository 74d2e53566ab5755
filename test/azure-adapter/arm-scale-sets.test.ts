import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { startArm } from '../../local/arm/start-arm.ts';
import type { Arm } from '../../local/arm/start-arm.ts';
import { createScaleSets } from '../../shared/azure/arm-scale-sets.ts';
import type { ScaleSets } from '../../shared/ports/scale-sets.ts';
import { problemOf } from './failing.ts';

type Mode = 'Uniform' | 'Flexible';
const MODES: Mode[] = ['Uniform', 'Flexible'];
const LIST = {
  Uniform: 'GET virtualMachineScaleSets/virtualMachines',
  Flexible: 'GET virtualMachines',
} as const;

const SMALL_PAGES = { instances: 2, subscriptionWide: 2, networkInterfaces: 2 };

let clock: VirtualClock;
let arm: Arm;
let scaleSets: ScaleSets;

beforeEach(async () => {
  clock = new VirtualClock();
  arm = await startArm({ port: 0, clock });
  scaleSets = createScaleSets({ endpoint: arm.url, localToken: 'local', timeoutSeconds: 5 });
});

afterEach(async () => {
  await arm.stop();
});

function given(mode: Mode, capacity: number, name = 'web'): string {
  return arm.sim.createScaleSet({ resourceGroup: 'rg', name, capacity, orchestrationMode: mode });
}

/** One that was read before. */
async function known(mode: Mode, capacity: number): Promise<string> {
  const id = given(mode, capacity);
  await scaleSets.read(id);
  arm.resetCalls();
  return id;
}

function calls(): number {
  return Object.values(arm.calls()).reduce((sum, count) => sum + count, 0);
}

describe.each(MODES)('a %s scale set', (mode) => {
  it('is read in one call, under any spelling of its id', async () => {
    const id = given(mode, 3);
    const { scaleSet, budget } = await scaleSets.read(id.toUpperCase());
    expect(scaleSet).toEqual({ id: id.toUpperCase(), capacity: 3, provisioningState: 'Succeeded' });
    expect(budget.remaining).toBeGreaterThan(0);
    expect(calls()).toBe(1);
  });

  it('has instances with an identity, in one call', async () => {
    const id = await known(mode, 3);
    given(mode, 2, 'other');
    const { instances, budget } = await scaleSets.listInstances(id);
    const truth = arm.sim.instances(id);
    expect(instances).toHaveLength(3);
    for (const instance of instances) {
      const real = truth.find(({ vmId }) => vmId === instance.vmId);
      expect(instance).toMatchObject({
        name: real?.name,
        instanceId: real?.id,
        computerName: real?.computerName,
        provisioningState: 'Succeeded',
      });
    }
    expect(budget.remaining).toBeGreaterThan(0);
    expect(arm.calls()).toEqual({ [LIST[mode]]: 1 });
  });

  it('that was never read before costs one call more, once', async () => {
    const id = given(mode, 3);
    expect((await scaleSets.listInstances(id)).instances).toHaveLength(3);
    expect(arm.calls()).toEqual({ 'GET virtualMachineScaleSets/{}': 1, [LIST[mode]]: 1 });
    await scaleSets.listInstances(id);
    expect(calls()).toBe(3);
  });

  it('is found under another spelling of its id', async () => {
    const id = given(mode, 3);
    expect((await scaleSets.listInstances(id.toUpperCase())).instances).toHaveLength(3);
  });

  it('shows instances that are being made, and later that they are ready', async () => {
    const id = given(mode, 1);
    arm.sim.setCapacity(id, 3);
    await clock.advance(1_000);
    expect((await scaleSets.read(id)).scaleSet).toMatchObject({ capacity: 3, provisioningState: 'Updating' });
    const states = (await scaleSets.listInstances(id)).instances.map((one) => one.provisioningState);
    expect(states).toContain('Creating');
    await clock.advance(3_600_000);
    const settled = (await scaleSets.listInstances(id)).instances;
    expect(settled.map((one) => one.provisioningState)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect((await scaleSets.read(id)).scaleSet).toMatchObject({ provisioningState: 'Succeeded' });
  });

  it('has a private address for every instance, under the id its list gives', async () => {
    const id = given(mode, 4);
    const { instances } = await scaleSets.listInstances(id);
    arm.resetCalls();
    const addresses = await scaleSets.addresses(id);
    expect(calls()).toBe(1);
    const truth = new Map(arm.sim.instances(id).map(({ vmId, privateIp }) => [vmId, privateIp]));
    for (const { vmId, resourceId } of instances)
      expect(addresses.get(resourceId.toLowerCase())).toEqual({ privateIp: truth.get(vmId) });
  });

  it('has the addresses of all its pages, with one call per page', async () => {
    arm.sim.configure({ pageSizes: SMALL_PAGES });
    const id = await known(mode, 5);
    expect((await scaleSets.addresses(id)).size).toBe(5);
    expect(calls()).toBe(3);
  });

  it('with no instances has an empty list', async () => {
    expect((await scaleSets.listInstances(given(mode, 0))).instances).toEqual([]);
  });
});

describe('a list of several pages', () => {
  it('is read whole, with one call per page', async () => {
    arm.sim.configure({ pageSizes: SMALL_PAGES });
    const { instances } = await scaleSets.listInstances(await known('Uniform', 5));
    expect(new Set(instances.map(({ vmId }) => vmId)).size).toBe(5);
    expect(arm.calls()).toEqual({ [LIST.Uniform]: 3 });
  });

  it('is not there at all when one of them is lost', async () => {
    arm.sim.configure({ pageSizes: SMALL_PAGES });
    const id = given('Uniform', 5);
    arm.sim.addFault({
      match: { operation: LIST.Uniform },
      nth: 3,
      effect: { accept: 'error', status: 500, code: 'InternalServerError', message: 'page lost' },
    });
    expect(await problemOf(scaleSets.listInstances(id))).toMatchObject({
      code: 'azureUnavailable',
    });
  });
});

describe('what goes wrong at ARM', () => {
  it('a scale set that is not there is an answer to a read, and a problem to a list', async () => {
    const id = given('Uniform', 1).replace('/web', '/gone');
    expect((await scaleSets.read(id)).scaleSet).toBeUndefined();
    expect(await problemOf(scaleSets.listInstances(id))).toMatchObject({
      kind: 'Permanent',
      code: 'scaleSetNotFound',
    });
  });

  it('throttling says how long to wait, and is not retried', async () => {
    const id = given('Uniform', 1);
    arm.sim.addFault({ match: {}, effect: { accept: 'throttle', retryAfterSeconds: 120 } });
    expect(await problemOf(scaleSets.read(id))).toMatchObject({
      kind: 'Transient',
      code: 'azureThrottled',
      retryAfterSeconds: 120,
    });
    expect(calls()).toBe(1);
  });

  it('a reset connection passes by itself', async () => {
    const id = given('Uniform', 1);
    arm.sim.addFault({ match: {}, effect: { accept: 'reset' } });
    expect(await problemOf(scaleSets.read(id))).toMatchObject({
      kind: 'Transient',
      code: 'azureUnreachable',
    });
    expect((await scaleSets.read(id)).scaleSet?.capacity).toBe(1);
  });

  it('the budget goes down with every call', async () => {
    const id = given('Uniform', 1);
    const first = (await scaleSets.read(id)).budget.remaining ?? 0;
    const second = (await scaleSets.read(id)).budget.remaining ?? 0;
    expect(second).toBe(first - 1);
  });

  it('a wrong token needs a person', async () => {
    const id = given('Uniform', 1);
    const nobody = createScaleSets({ endpoint: arm.url, localToken: '', timeoutSeconds: 5 });
    expect(await problemOf(nobody.read(id))).toMatchObject({ kind: 'Permanent', code: 'azureUnauthorized' });
  });
});

describe('a thousand instances', () => {
  it.each(MODES)('of a %s set take as many calls as pages', async (mode) => {
    arm.sim.configure({ pageSizes: { instances: 1_000, subscriptionWide: 500, networkInterfaces: 500 } });
    const id = await known(mode, 1_000);
    const { instances } = await scaleSets.listInstances(id);
    expect(new Set(instances.map(({ vmId }) => vmId)).size).toBe(1_000);
    expect(calls()).toBeLessThanOrEqual(2);
  });
});
