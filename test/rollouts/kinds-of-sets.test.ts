import { expect, test } from '@jest/globals';
import { RESOURCE_GROUP, scaleSetId, SUBSCRIPTION } from '../../local/launcher/seed-outside.ts';
import { type Rehearsal, rehearse } from '../support/rollout/rehearsal.ts';

const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };
const BLUE_GREEN = { blueGreen: { ...FRONT, steps: [{ upgrade: '100%' }, { swap: {} }, { downsize: {} }] } };
const CANARY = { canary: { steps: [{ upgrade: '34%' }, { upgrade: '100%' }] } };
const HERE = { subscription: SUBSCRIPTION, resourceGroup: RESOURCE_GROUP };

interface Model {
  sku: { capacity: number };
  tags: Record<string, string>;
  properties: {
    orchestrationMode: string;
    upgradePolicy: { mode: string };
    virtualMachineProfile: {
      osProfile?: object;
      userData?: string;
      storageProfile: { imageReference: object };
    };
  };
}

async function succeeds({ rollouts }: Rehearsal): Promise<void> {
  const { state, failure } = await rollouts.isOver();
  expect({ state, failure }).toEqual({ state: 'succeeded', failure: undefined });
}

async function newSet({ azure }: Rehearsal, name = 'web__1'): Promise<Model> {
  return (await azure.readSet(name)) as Model;
}

test.each([
  ['a canary', CANARY],
  ['a canary, old first', { canary: { ...CANARY.canary, resize: 'oldFirst' } }],
])('%s of a Flexible set, and its way back', (_, policy) =>
  rehearse(async (it) => {
    await it.rollouts.theDemoFleet({ octopus: false, scaleSet: scaleSetId('api') });
    await it.rollouts.begins(policy);
    await succeeds(it);
    expect(it.rollouts.capacities()).toEqual({ web: 3, api__1: 3 });
    expect((await newSet(it, 'api__1')).properties.orchestrationMode).toBe('Flexible');

    await it.rollouts.isTold('rollback');
    expect((await it.rollouts.isOver()).state).toBe('rolledBack');
    expect(it.rollouts.capacities()).toEqual({ web: 3, api: 3 });
  }),
);

test.each(['Automatic', 'Rolling'])(
  'blue/green of a set whose machines Azure upgrades by itself: %s',
  (mode) =>
    rehearse(async (it) => {
      await it.begins(BLUE_GREEN, async ({ azure, world }) => {
        if (mode === 'Rolling') await azure.addHealthExtension('web');
        await azure.changeSet('web', { properties: { upgradePolicy: { mode } } });
        await world.clock.advance(10 * 60_000);
      });
      expect(await it.fewestInProduction()).toBe(3);
      await succeeds(it);
      expect((await newSet(it)).properties.upgradePolicy.mode).toBe(mode);
      const { pools } = await it.azure.read();
      expect(pools).toEqual({ 'web-lb/production': { web__1: 3 }, 'web-lb/stage': {} });

      await it.rollouts.isTold('rollback');
      await it.endsAsItBegan();
    }),
);

test('an image that is specialized takes no user, and no keys', () =>
  rehearse(async (it) => {
    let version = '';
    const image = { gallery: 'demo', image: 'golden', version: '1.0.0', osState: 'Specialized' as const };
    await it.begins(CANARY, ({ world }) => {
      version = world.outside.arm.sim.createGalleryImage({ ...HERE, ...image });
      return Promise.resolve({ image: { version } });
    });
    await succeeds(it);
    const { virtualMachineProfile: profile } = (await newSet(it)).properties;
    expect(profile.osProfile).toBeUndefined();
    expect(profile.storageProfile.imageReference).toEqual({ id: version });
  }));

test('a managed image', () =>
  rehearse(async (it) => {
    let managedImage = '';
    await it.begins(CANARY, ({ world }) => {
      managedImage = world.outside.arm.sim.createImage({ ...HERE, name: 'baked' });
      return Promise.resolve({ image: { managedImage } });
    });
    await succeeds(it);
    const { storageProfile } = (await newSet(it)).properties.virtualMachineProfile;
    expect(storageProfile.imageReference).toEqual({ id: managedImage });
  }));

test('an image of the marketplace', () =>
  rehearse(async (it) => {
    const marketplace = {
      ...{ publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: '24.04.202610010' },
    };
    await it.begins(CANARY, ({ world }) => {
      world.outside.arm.sim.publishImage(marketplace);
      return Promise.resolve({ image: { marketplace } });
    });
    await succeeds(it);
    const { storageProfile } = (await newSet(it)).properties.virtualMachineProfile;
    expect(storageProfile.imageReference).toMatchObject(marketplace);
  }));

test('user data come along, which Azure answers only where they are asked for', () =>
  rehearse(async (it) => {
    const userData = Buffer.from('role=web').toString('base64');
    await it.begins(CANARY, ({ azure }) =>
      azure.changeSet('web', { properties: { virtualMachineProfile: { userData } } }),
    );
    await succeeds(it);
    expect((await newSet(it)).properties.virtualMachineProfile.userData).toBe(userData);
  }));

test('a set that the predecessor made is the one that serves, and its number counts', () =>
  rehearse(async (it) => {
    await it.begins(CANARY, async ({ azure, world }) => {
      const { sim } = world.outside.arm;
      sim.createScaleSet({ ...HERE, name: 'web__4', capacity: 2, tags: { HARNESS_REVISION: 'infra__4' } });
      await azure.changeSet('web', { sku: { capacity: 0 } });
      await world.clock.advance(5 * 60_000);
    });
    await succeeds(it);
    expect(it.rollouts.capacities()).toEqual({ web__5: 2, api: 3 });
    expect((await newSet(it, 'web__5')).tags).not.toHaveProperty('HARNESS_REVISION');

    await it.rollouts.isTold('rollback');
    await it.endsAsItBegan();
  }));
