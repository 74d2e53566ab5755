import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const SSH = { kind: 'ssh' as const, account: 'fleet key' };

scenario('registers machines without a Tentacle by SSH, and deploys to them', async (story) => {
  const { given, when, then } = story;
  given.anAccount('fleet key');
  await given.aFleet('web', { instances: 1, connection: SSH });

  when.scaledTo(3);
  await when.minutesPass(10);

  then.deploymentsWere([['web_1', 'web_2']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  for (const { Endpoint } of then.targets())
    expect(Endpoint).toMatchObject({
      ...{ CommunicationStyle: 'Ssh', AccountId: 'Accounts-1', Port: 22 },
      DotNetCorePlatform: 'linux-x64',
    });
});

scenario('deploys again to a machine whose host key is another since it was reimaged', async (story) => {
  const { given, when, then } = story;
  given.anAccount('fleet key');
  await given.aFleet('web', { instances: 2, connection: SSH });

  when.instanceIsReimaged('web_1');
  await when.minutesPass(20);

  then.deploymentsWere([['web_1']]);
  expect(then.targets()).toHaveLength(2);
  await then.theFleetIs('idle');
});

scenario('registers no machine that shows another host key than the fleet’s', async (story) => {
  const { given, then } = story;
  given.anAccount('fleet key');
  await given.aFleet('web', { instances: 1, connection: { ...SSH, fingerprint: 'SHA256:our-image' } });

  expect(then.targets()).toEqual([]);
  const { reason } = await then.theInstance('web_0');
  expect(reason).toMatch(/not registered: The SSH server at .* shows the host key .*, not SHA256:our-image/);
});

scenario('calls its targets as the fleet says, in all the environments that it names', async (story) => {
  const { given, when, then } = story;
  given.anEnvironment('Audit');
  const octopusToo = { targetName: 'Shop {computerName} {vmId}', alsoEnvironments: ['Audit'] };
  await given.aFleet('web', { instances: 1, octopusToo });

  when.scaledTo(2);
  await when.minutesPass(10);

  then.deploymentsWere([['web_1']]);
  for (const { Name, EnvironmentIds } of then.targets()) {
    expect(Name).toMatch(/^shop web\S+ [0-9a-f-]{36}$/);
    expect(EnvironmentIds).toHaveLength(2);
  }
  when.scaledTo(1);
  await when.minutesPass(15);
  then.targetsStandFor(then.readyInstances());
});

scenario('keeps the targets that it has when it is to call new ones otherwise', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1 });
  const [before] = then.targets();

  await when.theFleetIsPut('web', { octopusToo: { targetName: 'web {id}' } });
  when.scaledTo(2);
  await when.minutesPass(10);

  then.deploymentsWere([['web_1']]);
  expect(then.targets().map(({ Id }) => Id)).toContain(before?.Id);
  expect(then.targets().map(({ Name }) => Name)).toContainEqual(expect.stringMatching(/^web [0-9a-f]{8}$/));
});

scenario('tries a fleet out with cloud regions, which nobody calls', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1, connection: { kind: 'none' } });

  when.scaledTo(3);
  await when.minutesPass(10);
  then.deploymentsWere([['web_1', 'web_2']]);
  expect(then.targets().map(({ Endpoint }) => Endpoint.CommunicationStyle)).toEqual(['None', 'None', 'None']);
  when.scaledTo(1);
  await when.minutesPass(15);
  expect(then.targets()).toHaveLength(1);
  await then.theFleetIs('idle');
});

scenario(
  'says that a machine has no public address, or not the interface that the fleet names',
  async (story) => {
    const { given, when, then } = story;
    const address = '{publicIp}';
    await given.aFleet('web', { instances: 1, connection: { kind: 'listening', address } });
    expect((await then.theInstance('web_0')).reason).toBe('Azure shows no public address for it yet');

    await when.theFleetIsPut('web', { connection: { kind: 'listening', nic: 'back' } });
    await when.minutesPass(10);
    const { reason } = await then.theInstance('web_0');
    expect(reason).toBe("Azure shows no private address on the network interface 'back' for it yet");
    expect(then.targets()).toEqual([]);

    await when.theFleetIsPut('web', { connection: { kind: 'listening', nic: 'WEB-nic' } });
    await when.minutesPass(10);
    await then.everyReadyInstanceCarries('1.1.0', { count: 1 });
  },
);
