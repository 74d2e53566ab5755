import { afterEach, describe, expect, it } from '@jest/globals';
import type { ScaleSetSpec } from '../../local/arm/sim/scale-set-spec.ts';
import type { UnitSpec } from '../../shared/contracts/rollout/facets.ts';
import type { Progress } from '../../shared/ports/rollout.ts';
import { IN_PRODUCTION, NOWHERE, ON_STAGE, UNIT } from './harness.ts';
import { givenVmss } from './vmss-under-test.ts';

type Given = Awaited<ReturnType<typeof givenVmss>>;
type Json = Record<string, unknown>;

let given: Given;
afterEach(() => given.arm.stop());

const SCRIPT = {
  name: 'install',
  properties: {
    publisher: 'Microsoft.Azure.Extensions',
    type: 'CustomScript',
    typeHandlerVersion: '2.1',
    autoUpgradeMinorVersion: true,
    settings: { fileUris: ['https://example/install.sh'] },
  },
};

async function shown(unit: string): Promise<Json> {
  const path = given.ids.web.replace(/web$/, unit);
  const answer = await fetch(`${given.arm.url}${path}?api-version=2026-04-01&$expand=userData`, {
    headers: { authorization: 'Bearer token' },
  });
  return (await answer.json()) as Json;
}

async function through(begun: Promise<Progress>): Promise<Progress> {
  let progress = await begun;
  while (progress.state === 'running') {
    await given.clock.advance(progress.pollAfterSeconds * 1000);
    progress = await given.under.provider().poll(progress.operation);
  }
  return progress;
}

function make(over: Partial<UnitSpec> = {}, once = 'one'): Promise<Progress> {
  const made: UnitSpec = {
    like: 'web',
    image: given.under.image,
    size: { min: 0, desired: 0, max: 10 },
    place: IN_PRODUCTION,
    revision: 1,
    labels: {},
    secrets: {},
    ...over,
  };
  const at = '2026-01-01T00:00:00.000Z';
  return through(given.under.provider().facets.existence.begin(UNIT, { made }, { once, at }));
}

const base: Partial<ScaleSetSpec> = {
  zones: ['1', '2'],
  extensions: [SCRIPT],
  tags: {
    team: 'shop',
    HARNESS_REVISION: 'infra__4',
    Created: '20200101T000000Z',
    Name: 'web',
    BG_VERSION: 'BLUE',
  },
  properties: {
    scaleInPolicy: { rules: ['OldestVM'] },
    virtualMachineProfile: { userData: 'aGVsbG8=', priority: 'Spot', evictionPolicy: 'Delete' },
  },
};

describe('the model of a new revision', () => {
  it('is the base’s, whole, but for the image, the size, the host names and the tags (S1, S2, S3)', async () => {
    given = await givenVmss('Uniform', 'Manual', base);
    expect(await make()).toEqual({ state: 'done' });
    const [old, made] = [await shown('web'), await shown(UNIT)] as {
      properties: Json;
      tags: Json;
      sku: Json;
    }[];
    if (!old || !made) throw new Error('a set is not there');
    const { virtualMachineProfile: oldProfile, ...oldRest } = without(old.properties);
    const { virtualMachineProfile: newProfile, ...newRest } = without(made.properties);
    expect(newRest).toEqual(oldRest);
    const [was, is] = [oldProfile, newProfile] as Record<string, Json>[];
    expect(is).toEqual({
      ...was,
      timeCreated: expect.any(String),
      osProfile: { ...was?.osProfile, computerNamePrefix: 'web-r1' },
      storageProfile: {
        ...was?.storageProfile,
        imageReference: given.under.image.version && { id: given.under.image.version },
      },
    });
    expect(is?.userData).toBe('aGVsbG8=');
    expect(made.sku).toEqual({ ...old.sku, capacity: 0 });
    expect(made.tags).toEqual({
      team: 'shop',
      Name: UNIT,
      'fleet-conductor': 'fleet-conductor.test.web',
      'fleet-conductor-revision': '1',
      'fleet-conductor-created': '2026-01-01T00:00:00.000Z',
      'fleet-conductor-once': 'one',
    });
  });

  it('has the credentials by reference; no secret is in a token or in a problem', async () => {
    given = await givenVmss('Uniform', 'Manual', base);
    const secrets = {
      user: 'operator',
      sshPublicKey: { secret: 'key' },
      customData: { secret: 'start' },
      protectedSettings: { install: { secret: 'settings' } },
    };
    expect(await make({ secrets })).toMatchObject({
      state: 'failed',
      problem: { code: 'secretMissing', message: expect.stringContaining('key') },
    });
    given.secrets.set('key', 'ssh-rsa AAAA-very-secret operator');
    given.secrets.set('start', '#cloud-config very-secret');
    given.secrets.set('settings', 'very-secret, and no JSON');
    const unreadable = await make({ secrets });
    expect(unreadable).toMatchObject({ state: 'failed', problem: { code: 'secretUnreadable' } });
    expect(JSON.stringify(unreadable)).not.toContain('very-secret');
    given.secrets.set('settings', '{"commandToExecute": "very-secret"}');
    const at = '2026-01-01T00:00:00.000Z';
    const made: UnitSpec = {
      like: 'web',
      image: given.under.image,
      size: { min: 0, desired: 0, max: 1 },
      ...REST,
      secrets,
    };
    const begun = await given.under.provider().facets.existence.begin(UNIT, { made }, { once: 'x', at });
    if (begun.state !== 'running') throw new Error('it was not begun');
    expect(Buffer.from(begun.operation, 'base64').toString()).not.toContain('very-secret');
    expect(await through(Promise.resolve(begun))).toEqual({ state: 'done' });
    expect(await shown(UNIT)).toMatchObject({
      properties: {
        virtualMachineProfile: {
          osProfile: {
            adminUsername: 'operator',
            linuxConfiguration: {
              disablePasswordAuthentication: true,
              provisionVMAgent: true,
              ssh: {
                publicKeys: [
                  {
                    path: '/home/operator/.ssh/authorized_keys',
                    keyData: 'ssh-rsa AAAA-very-secret operator',
                  },
                ],
              },
            },
          },
        },
      },
    });
  });

  it('has no OS profile when the image is specialized (S1)', async () => {
    given = await givenVmss('Uniform');
    const version = given.arm.sim.createGalleryImage({
      ...{ resourceGroup: 'rg', gallery: 'demo', image: 'frozen', version: '1.0.0' },
      osState: 'Specialized',
    });
    expect(await make({ image: { version } })).toEqual({ state: 'done' });
    const { properties } = (await shown(UNIT)) as { properties: { virtualMachineProfile: Json } };
    expect(properties.virtualMachineProfile.osProfile).toBeUndefined();
  });

  it.each(['managedImage', 'marketplace'] as const)('may be of a %s (S2)', async (kind) => {
    given = await givenVmss('Flexible');
    const managedImage = given.arm.sim.createImage({ resourceGroup: 'rg', name: 'golden' });
    const marketplace = {
      publisher: 'Canonical',
      offer: 'ubuntu-24_04-lts',
      sku: 'server',
      version: '24.04.202504080',
    };
    const image = kind === 'managedImage' ? { managedImage } : { marketplace };
    expect(await make({ image })).toEqual({ state: 'done' });
    expect(await shown(UNIT)).toMatchObject({
      properties: {
        virtualMachineProfile: {
          storageProfile: { imageReference: kind === 'managedImage' ? { id: managedImage } : marketplace },
        },
      },
    });
  });
});

describe('what else a base is reached through', () => {
  const GATEWAY =
    '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/gw/backendAddressPools/all';
  const front = 'web-lb/production/stage';

  const gateways = async (unit: string) => {
    const { properties } = (await shown(unit)) as { properties: unknown };
    return JSON.stringify(properties).includes(GATEWAY);
  };

  it('does not lead to a unit that is not in production, and comes back with it (B5)', async () => {
    given = await givenVmss('Uniform');
    const set = (await shown('web')) as {
      properties: {
        virtualMachineProfile: {
          networkProfile: {
            networkInterfaceConfigurations: { properties: { ipConfigurations: { properties: Json }[] } }[];
          };
        };
      };
    };
    const { networkProfile } = set.properties.virtualMachineProfile;
    for (const nic of networkProfile.networkInterfaceConfigurations)
      for (const { properties } of nic.properties.ipConfigurations)
        properties.applicationGatewayBackendAddressPools = [{ id: GATEWAY }];
    await fetch(`${given.arm.url}${given.ids.web}?api-version=2026-04-01`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: JSON.stringify({ properties: { virtualMachineProfile: { networkProfile } } }),
    });
    await given.clock.advance(60_000);
    expect(await gateways('web')).toBe(true);
    const tagsBefore = (await shown('web')).tags;
    expect(await make({ front, place: ON_STAGE })).toEqual({ state: 'done' });
    expect(await gateways(UNIT)).toBe(false);
    const expose = (unit: string, place: typeof NOWHERE) => {
      const { exposure } = given.under.provider().facets;
      return through(exposure.begin(front, { [unit]: place }, { once: 'x', at: '' }));
    };
    expect(await expose(UNIT, IN_PRODUCTION)).toEqual({ state: 'done' });
    expect(await gateways(UNIT)).toBe(true);
    expect(await expose('web', NOWHERE)).toEqual({ state: 'done' });
    expect(await gateways('web')).toBe(false);
    expect(await expose('web', IN_PRODUCTION)).toEqual({ state: 'done' });
    expect(await gateways('web')).toBe(true);
    expect((await shown('web')).tags).toEqual(tagsBefore);
  });
});

const REST = { place: IN_PRODUCTION, revision: 1, labels: {} };

function without(properties: Json): Json {
  const { uniqueId: _id, timeCreated: _time, ...rest } = properties;
  return rest;
}
