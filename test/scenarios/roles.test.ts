import { describe, expect, test } from '@jest/globals';
import { RESOURCE_GROUP, scaleSetId, SUBSCRIPTION } from '../../local/launcher/seed-outside.ts';
import { actionsOf, type Grade, grantsOf } from '../support/infra/roles-of-infra.ts';
import { scenario, type Story } from '../support/scenario.ts';

const GROUP = scaleSetId('web').split('/providers/')[0] ?? '';
/** What the app came to use in the stories of each grade. */
const used = { watch: new Set<string>(), react: new Set<string>(), rollouts: new Set<string>() };

/** A story in which the app may do at Azure what a grade of infra/ allows, and nothing else. */
function withRights(grade: Grade, name: string, tell: (story: Story) => Promise<void>): void {
  scenario(`${grade}: ${name}`, async (story) => {
    story.given.theAppMayOnly(grantsOf(grade, GROUP));
    await tell(story);
    const rights = story.then.rightsAtAzure();
    for (const action of rights.used) used[grade].add(action);
    expect(rights.refused).toEqual([]);
  });
}

withRights('watch', 'a fleet without Octopus knows its machines', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3, withoutOctopus: true });
  await given.aFleet('api', { instances: 2, withoutOctopus: true, mode: 'Flexible' });
  when.scaledTo(5, 'web');
  await when.minutesPass(6);
  when.scaledTo(2, 'web');
  await when.minutesPass(15);
  expect(await then.ledgerOf('web')).toHaveLength(2);
  expect(await then.ledgerOf('api')).toHaveLength(2);
  await then.theFleetIs('idle');
});

for (const mode of ['Uniform', 'Flexible'] as const)
  withRights('react', `machines of a ${mode} set come and go, and are deployed to`, async (story) => {
    const { given, when, then } = story;
    await given.aFleet('web', { instances: 2, mode });
    when.scaledTo(4);
    await when.minutesPass(10);
    await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
    when.scaledTo(3);
    await when.minutesPass(15);
    await then.everyReadyInstanceCarries('1.1.0', { count: 3 });

    await when.theFleetIsPut('web', { connection: { kind: 'listening', address: '{publicIp}' } });
    when.scaledTo(4);
    await when.minutesPass(6);
    expect((await then.ledgerOf('web')).map(({ reason }) => reason)).toContain(
      'Azure shows no public address for it yet',
    );
  });

const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };
const HERE = { subscription: SUBSCRIPTION, resourceGroup: RESOURCE_GROUP };
const CANARY = { canary: { steps: [{ upgrade: '34%' }, { upgrade: '100%' }] } };
const MARKETPLACE = {
  ...{ publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: '24.04.202610010' },
};

withRights('rollouts', 'a canary that verifies by a metric', async ({ rollouts }) => {
  const metric = { name: 'Percentage CPU', success: { below: 101 } };
  await rollouts.theDemoFleet();
  await rollouts.begins({
    canary: {
      steps: [{ upgrade: '33%' }, { verify: { metric, interval: 'PT1M', count: 2 } }, { upgrade: '100%' }],
    },
  });
  expect((await rollouts.isOver()).state).toBe('succeeded');
});

withRights('rollouts', 'blue/green over a load balancer, and its way back', async ({ rollouts }) => {
  await rollouts.theDemoFleet();
  await rollouts.begins({ blueGreen: { ...FRONT, steps: [{ upgrade: '100%' }, { swap: {} }] } });
  expect((await rollouts.isOver()).state).toBe('succeeded');
  await rollouts.isTold('rollback');
  expect((await rollouts.isOver()).state).toBe('rolledBack');
});

withRights('rollouts', 'a canary of a Flexible set', async ({ rollouts }) => {
  await rollouts.theDemoFleet({ scaleSet: scaleSetId('api') });
  await rollouts.begins(CANARY);
  expect((await rollouts.isOver()).state).toBe('succeeded');
});

withRights('rollouts', 'images of the marketplace, and managed ones', async ({ given, rollouts }) => {
  given.anImageOfTheMarketplace(MARKETPLACE);
  const managedImage = given.aManagedImage({ ...HERE, name: 'baked' });
  await rollouts.theDemoFleet();
  for (const image of [{ marketplace: MARKETPLACE }, { managedImage }]) {
    await rollouts.begins({ ...CANARY, image });
    expect((await rollouts.isOver()).state).toBe('succeeded');
  }
});

/** What the machines of these stories do not have: `arm/rights.test` shows that whoever writes a set with one needs it. */
const REFERRED_TO_ELSEWHERE = [
  'Microsoft.Compute/diskEncryptionSets/read',
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
  'Microsoft.Network/applicationGateways/backendAddressPools/join/action',
  'Microsoft.Network/applicationSecurityGroups/joinIpConfiguration/action',
  'Microsoft.Network/loadBalancers/inboundNatPools/join/action',
  'Microsoft.Network/loadBalancers/probes/join/action',
  'Microsoft.Network/networkSecurityGroups/join/action',
  'Microsoft.Network/publicIPPrefixes/join/action',
];

describe('a role allows nothing that its stories did not need', () => {
  const lower = (actions: Iterable<string>) => [...actions].map((action) => action.toLowerCase()).sort();

  test.each(['watch', 'react'] as const)('%s', (grade) => {
    expect(lower(used[grade])).toEqual(lower(actionsOf(grade)));
  });

  test('rollouts, on their groups and on the subscription', () => {
    const given = [...actionsOf('rollouts'), ...actionsOf('subscription')];
    // Whoever may roll out may react.
    const needed = new Set([
      ...used.react,
      ...used.rollouts,
      ...REFERRED_TO_ELSEWHERE.map((each) => each.toLowerCase()),
    ]);
    expect(lower(needed)).toEqual(lower(given));
  });

  test('shared: what rollouts refer to, and nothing that changes anything', () => {
    const shared = actionsOf('shared');
    expect(actionsOf('rollouts')).toEqual(expect.arrayContaining(shared));
    expect(shared.filter((action) => !/\/(read|assign\/action|join\w*\/action)$/i.test(action))).toEqual([]);
  });
});
