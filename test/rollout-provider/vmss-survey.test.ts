import { afterEach, describe, expect, it } from '@jest/globals';
import type { AutoscaleSettingResource } from '@azure/arm-monitor';
import { settingFor, usualLimits, withLimits } from '../../shared/azure/rollout/autoscale-setting.ts';
import { hostPrefix, isScaleSetName, normalized } from '../../shared/azure/rollout/names.ts';
import { notFound } from '../../shared/azure/arm-subjects.ts';
import { RolloutPolicy } from '../../shared/contracts/rollout/policy.ts';
import { givenVmss } from './vmss-under-test.ts';

let given: Awaited<ReturnType<typeof givenVmss>>;

const policy = (over: object = {}) =>
  RolloutPolicy.parse({ fleet: 'web', image: given.under.image, basic: {}, ...over });

async function problems(over: object = {}): Promise<string[]> {
  const { checks } = await given.under.provider().survey(policy(over));
  return checks.filter(({ result }) => result === 'failed').map(({ code }) => code);
}

describe('a survey', () => {
  afterEach(() => given.arm.stop());

  it('names the quota that has no room (S10)', async () => {
    given = await givenVmss('Uniform');
    expect(await problems()).toEqual([]);
    given.arm.sim.configure({ coreQuota: 7 });
    const { loadBalancer, productionPool, stagePool } = given.under.front;
    const blueGreen = { loadBalancer, productionPool, stagePool };
    expect(await problems({ basic: undefined, blueGreen })).toEqual(['quota']);
    // One after the other there is room.
    expect(await problems()).toEqual([]);
  });

  it('names an image of another system, and one that is not in the region (S2)', async () => {
    given = await givenVmss('Uniform');
    const at = { resourceGroup: 'rg', gallery: 'demo', version: '1.0.0' };
    const windows = given.arm.sim.createGalleryImage({ ...at, image: 'windows', osType: 'Windows' });
    const far = given.arm.sim.createGalleryImage({ ...at, image: 'far', targetRegions: ['eastus'] });
    expect(await problems({ image: { version: windows } })).toEqual(['imageOs']);
    expect(await problems({ image: { version: far } })).toEqual(['imageRegion']);
  });

  it('names pools and secrets that are not there', async () => {
    given = await givenVmss('Uniform');
    const blueGreen = { loadBalancer: 'web-lb', productionPool: 'live', stagePool: 'stage' };
    const credentials = { sshPublicKey: { secret: 'nowhere' } };
    expect(await problems({ basic: undefined, blueGreen, credentials })).toEqual(['secretMissing', 'pools']);
    const elsewhere = { ...blueGreen, loadBalancer: 'other' };
    expect(await problems({ basic: undefined, blueGreen: elsewhere })).toEqual(['loadBalancer']);
  });

  it('asks for what a script has in its protected settings (S2)', async () => {
    const type = { publisher: 'Microsoft.Azure.Extensions', type: 'CustomScript', typeHandlerVersion: '2.1' };
    given = await givenVmss('Uniform', 'Manual', { extensions: [{ name: 'install', properties: type }] });
    expect(await problems()).toEqual(['protectedSettings']);
    given.secrets.set('script', '{}');
    const credentials = { protectedSettings: { install: { secret: 'script' } } };
    expect(await problems({ credentials })).toEqual([]);
  });

  it('counts sets that Harness made as revisions (S11), and takes who is BLUE in production (B1, 6.18)', async () => {
    given = await givenVmss('Uniform');
    const made = { resourceGroup: 'rg', capacity: 1, overprovision: false };
    const pool = `${given.ids.balancer}/backendAddressPools/production`;
    given.arm.sim.createScaleSet({
      ...{ ...made, name: 'web__4', backendPools: [pool] },
      tags: { HARNESS_REVISION: 'infra__4', BG_VERSION: 'BLUE' },
    });
    given.arm.sim.createScaleSet({ ...made, name: 'web__6', tags: { HARNESS_REVISION: 'infra__6' } });
    const front = given.under.front;
    const world = await given.under.provider().survey(policy({ basic: undefined, blueGreen: front }));
    expect(world.next).toEqual({ name: 'web__7', revision: 7 });
    expect(world.stable).toBe('web__4');
    expect((await given.under.provider().survey(policy())).stable).toBe('web__6');
  });

  it('has a template serve nobody, and begins with 0, 6, 10 (S4)', async () => {
    given = await givenVmss('Uniform');
    const { fleet } = given.fleet;
    given.fleet.fleet = { ...fleet, rollouts: { ...fleet.rollouts, base: 'template' } };
    const world = await given.under.provider().survey(policy());
    expect(world.units).toEqual([]);
    expect(world.stable).toBeUndefined();
    expect(world.running).toEqual({ min: 0, desired: 6, max: 10 });
  });
});

describe('an autoscale setting', () => {
  const SOURCE = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web';
  const QUEUE = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/q';
  const rule = (uri: string) => ({ metricTrigger: { metricResourceUri: uri }, scaleAction: {} });
  const kept = {
    id: '/subscriptions/s/resourceGroups/Other/providers/microsoft.insights/autoscalesettings/own',
    setting: {
      ...{
        name: 'own',
        location: 'westeurope',
        tags: { team: 'shop' },
        targetResourceUri: SOURCE.toUpperCase(),
      },
      profiles: [
        {
          name: 'usual',
          capacity: { minimum: '1', maximum: '9', default: '2' },
          rules: [rule(SOURCE.toLowerCase()), rule(QUEUE)],
        },
        {
          name: 'weekend',
          capacity: { minimum: '0', maximum: '2', default: '0' },
          rules: [],
          recurrence: { frequency: 'Week' },
        },
      ],
    },
  };
  const unit = { id: SOURCE, name: 'web', resourceGroup: 'rg', mark: 'mark' };
  const targets = (setting: AutoscaleSettingResource | undefined) =>
    setting?.profiles.flatMap(({ rules }) =>
      rules.map(({ metricTrigger }) => metricTrigger.metricResourceUri),
    );

  it('of the unit itself comes back as it was, where it was (K1)', () => {
    expect(settingFor(unit, kept)).toEqual({ resourceGroup: 'Other', setting: kept.setting });
  });

  it('of another unit gets the new one’s name, and only rules that went by the other follow (S8, 6.17)', () => {
    const id = `${SOURCE}__1`;
    const placed = settingFor({ ...unit, id, name: 'web__1' }, kept);
    expect(placed).toMatchObject({
      resourceGroup: 'rg',
      setting: { name: 'web__1_Autoscale', targetResourceUri: id, enabled: true },
    });
    expect(targets(placed?.setting)).toEqual([id, QUEUE]);
  });

  it('has its limits where no schedule holds, whatever the profile is called', () => {
    const setting = kept.setting as unknown as AutoscaleSettingResource;
    expect(usualLimits(setting)).toEqual({ min: 1, desired: 2, max: 9 });
    const changed = withLimits(setting, { min: 3, desired: 4, max: 5 });
    expect(changed.profiles.map(({ capacity }) => capacity.minimum)).toEqual(['3', '0']);
  });
});

describe('names', () => {
  it.each([
    { base: 'web', revision: 3, os: 'Linux', prefix: 'web-r3' },
    { base: 'web-r3', revision: 4, os: 'Linux', prefix: 'web-r4' },
    { base: 'averylongname', revision: 12, os: 'Windows', prefix: 'avery-r12' },
    { base: 'web_api', revision: 1, os: 'Windows', prefix: 'web-ap-r1' },
  ] as const)('of hosts: $base of revision $revision on $os is $prefix', ({ base, revision, os, prefix }) => {
    expect(hostPrefix(base, revision, os)).toBe(prefix);
  });

  it('are normalized where Azure would not take them, and checked (S3)', () => {
    expect(normalized(' doc blue&green-1.2 ')).toBe('doc__blue__green-1.2');
    expect(isScaleSetName('doc__blue__green-1.2__1')).toBe(true);
    expect(isScaleSetName(`${'x'.repeat(64)}__1`)).toBe(false);
  });
});

describe('what a 404 says', () => {
  const COMPUTE = 'https://arm/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute';
  it.each([
    ['GET', `${COMPUTE}/virtualMachineScaleSets/web?a=b`, 'scaleSetNotFound'],
    ['GET', `${COMPUTE}/virtualMachineScaleSets/web/virtualMachines`, 'scaleSetNotFound'],
    ['GET', `${COMPUTE}/virtualMachineScaleSets/web/virtualMachines/3`, 'instanceNotFound'],
    ['GET', `${COMPUTE}/galleries/g/images/i/versions/1.0.0`, 'imageVersionNotFound'],
    ['PUT', `${COMPUTE}/virtualMachineScaleSets/web`, 'azureReferenceNotFound'],
  ])('%s %s: %s', (method, url, code) => {
    expect(notFound({ method, url }, 'The gallery image is not there.').code).toBe(code);
  });

  it('is about the set when ARM names the set', () => {
    const asked = { method: 'PATCH', url: `${COMPUTE}/virtualMachineScaleSets/web` };
    const message =
      "The Resource 'Microsoft.Compute/virtualMachineScaleSets/web' under resource group 'rg' was not found.";
    expect(notFound(asked, message).code).toBe('scaleSetNotFound');
  });
});
