import { describe, expect } from '@jest/globals';
import { webhooksAt } from '../../local/launcher/open-receiver.ts';
import { WEBHOOK_ENDPOINTS, webhookFaultScenario } from '../support/webhook-fault.ts';
import { webhookScenario } from '../support/webhook-story.ts';

webhookScenario(
  'a scale-out is registered, and deployed to, each once',
  async ({ when, then, hooks, receiver }) => {
    await hooks.aFleet();
    await hooks.everyReadyInstanceCarries('1.0.0', { count: 2 });
    const before = { ...receiver.calls() };

    when.scaledTo(12);
    await when.minutesPass(6);

    expect(hooks.deployed()).toHaveLength(1);
    await hooks.everyReadyInstanceCarries('1.0.0', { count: 12 });
    expect(hooks.howOften('registered')).toBe(12);
    await then.theFleetIs('idle');
    const calls = Object.entries(receiver.calls()).map(
      ([name, n]) => [name, n - (before[name] ?? 0)] as const,
    );
    // Ten machines that came in five groups, and a reconciliation after them, as docs/webhook-registry.md has it.
    expect(Object.fromEntries(calls)).toEqual({ register: 10, health: 5, targets: 8, deploy: 1, status: 7 });
  },
);

webhookScenario('a scale-in is told at once', async ({ when, then, hooks }) => {
  await hooks.aFleet('web', { instances: 4 });

  when.scaledTo(2);
  await when.minutesPass(4);

  expect(hooks.targets()).toHaveLength(2);
  expect(hooks.howOften('deregistered')).toBe(2);
  expect(hooks.deployed()).toEqual([]);
  await then.theFleetIs('idle');
});

webhookScenario(
  'what it says the machines are to have, they get',
  async ({ when, then, hooks, receiver }) => {
    await hooks.aFleet();

    receiver.sim.setRelease('1.1.0');
    await when.minutesPass(8);

    expect(hooks.deployed()).toEqual(['1.1.0 to web_0, web_1']);
    await hooks.everyReadyInstanceCarries('1.1.0', { count: 2 });
    await then.theFleetIs('idle');
  },
);

webhookScenario(
  'a pinned release is theirs, whatever the receiver says',
  async ({ when, hooks, receiver, world }) => {
    await hooks.aFleet('web', { webhooks: webhooksAt(receiver.url, { release: '0.9.0' }) });
    world.beginStory();
    receiver.sim.setRelease('1.1.0');
    await when.minutesPass(8);
    expect(hooks.deployed()).toEqual([]);
    await hooks.everyReadyInstanceCarries('0.9.0', { count: 2 });
  },
);

webhookScenario(
  'without deployments machines are registered, and no more',
  async ({ when, then, hooks, receiver }) => {
    await hooks.aFleet('web', { webhooks: { deployments: undefined } });
    when.scaledTo(3);
    await when.minutesPass(5);
    expect(hooks.targets()).toHaveLength(3);
    expect(receiver.sim.state().deployments).toEqual([]);
    expect(receiver.calls()).toEqual({
      ...{ register: 3, targets: expect.any(Number), health: expect.any(Number) },
    });
    await then.theFleetIs('idle');
  },
);

webhookScenario('what others deployed to them counts', async ({ when, hooks, receiver, then }) => {
  await hooks.aFleet();
  receiver.sim.deploys('fleet-conductor.test.web', { release: '1.1.0' });
  await when.minutesPass(1);
  receiver.sim.setRelease('1.1.0');
  await when.minutesPass(8);
  expect(hooks.deployed()).toEqual(['1.1.0 to web_0, web_1']);
  await hooks.everyReadyInstanceCarries('1.1.0', { count: 2 });
  await then.theFleetIs('idle');
});

webhookScenario(
  'a fleet that lost its ledger finds out what its machines carry',
  async ({ when, hooks, then }) => {
    await hooks.aFleet();
    await when.theFleetIsDeleted('web');
    await when.minutesPass(1);
    expect(await hooks.isPut('web')).toMatchObject({ status: 201 });
    await when.minutesPass(6);
    expect(hooks.deployed()).toEqual([]);
    expect(hooks.howOften('registered')).toBe(2);
    await hooks.everyReadyInstanceCarries('1.0.0', { count: 2 });
    await then.theFleetIs('idle');
  },
);

webhookScenario('a registration that was taken away is made again', async ({ when, hooks, receiver }) => {
  await hooks.aFleet();
  hooks.mayHaveItAgain('web_0');
  receiver.sim.removeTarget(hooks.targetOf('web_0'));
  await when.minutesPass(8);
  await hooks.everyReadyInstanceCarries('1.0.0', { count: 2 });
  expect(hooks.howOften('registered')).toBe(3);
});

webhookScenario('a machine that was reimaged gets its release again', async ({ when, hooks }) => {
  await hooks.aFleet();
  hooks.mayHaveItAgain('web_0');
  when.instanceIsReimaged('web_0');
  await when.minutesPass(10);
  expect(hooks.deployed()).toEqual(['1.0.0 to web_0']);
  await hooks.everyReadyInstanceCarries('1.0.0', { count: 2 });
});

webhookScenario(
  'a machine that is switched off there is left alone, and told of',
  async ({ when, hooks, receiver, then }) => {
    await hooks.aFleet();
    receiver.sim.changeTarget(hooks.targetOf('web_0'), { disabled: true });
    receiver.sim.setRelease('1.1.0');
    await when.minutesPass(8);
    expect(hooks.deployed()).toEqual(['1.1.0 to web_1']);
    await then.theFleetIs('idle', ['targetDisabled']);
    receiver.sim.changeTarget(hooks.targetOf('web_0'), { disabled: false });
    await when.minutesPass(8);
    expect(hooks.deployed()).toEqual(['1.1.0 to web_1', '1.1.0 to web_0']);
  },
);

webhookScenario(
  'a deployment that fails is tried again, and told of in the end',
  async ({ when, hooks, receiver, then }) => {
    await hooks.aFleet('web', { policies: { deploy: { attempts: 2 } } });
    receiver.sim.releaseIs('1.1.0', 'the disk is full');
    receiver.sim.setRelease('1.1.0');
    await when.minutesPass(20);
    expect(hooks.deployed()).toEqual(['1.1.0 to web_0, web_1', '1.1.0 to web_0, web_1']);
    const [problem] = await then.problemsOf();
    expect(problem?.message).toMatch(/the disk is full/);
  },
);

webhookScenario('while the receiver is away nobody is forgotten', async ({ when, hooks, receiver, then }) => {
  await hooks.aFleet();
  receiver.sim.fault({ times: null, effect: { type: 'reset' } });
  when.scaledTo(3);
  await when.minutesPass(10);
  const [problem] = await then.problemsOf();
  expect(problem ?? (await then.theFleetIs('reacting')).waiting).toBeDefined();
  receiver.sim.clearFaults();
  await when.minutesPass(10);
  await hooks.everyReadyInstanceCarries('1.0.0', { count: 3 });
  expect(hooks.deployed()).toHaveLength(1);
  await then.theFleetIs('idle');
});

webhookScenario('two fleets at one receiver keep to their own', async ({ when, hooks, then }) => {
  await hooks.aFleet();
  await hooks.aFleet('shop', { instances: 1 });
  when.scaledTo(1, 'web');
  when.scaledTo(2, 'shop');
  await when.minutesPass(6);
  await hooks.everyReadyInstanceCarries('1.0.0', { fleet: 'web', count: 1 });
  await hooks.everyReadyInstanceCarries('1.0.0', { fleet: 'shop', count: 2 });
  await then.theFleetIs('idle', [], 'web');
  await then.theFleetIs('idle', [], 'shop');
});

webhookScenario(
  'deployments that are taken away while one runs keep nobody',
  async ({ when, then, hooks }) => {
    await hooks.aFleet();
    when.scaledTo(3);
    await when.minutesPass(3.1);
    expect(hooks.deployed()).toEqual(['1.0.0 to web_2']);
    expect(await hooks.isPut('web', { webhooks: { deployments: undefined } })).toMatchObject({ status: 200 });
    await when.minutesPass(6);
    expect(hooks.targets()).toHaveLength(3);
    await then.theFleetIs('idle');
  },
);

webhookScenario(
  'a target without a machine goes, once that was seen twice',
  async ({ when, then, hooks }) => {
    await hooks.aFleet('web', { instances: 3 });
    await when.theFleetIsDeleted('web');
    when.scaledTo(2);
    await when.minutesPass(2);
    expect(hooks.targets()).toHaveLength(3);
    expect(await hooks.isPut('web')).toMatchObject({ status: 201 });
    await when.minutesPass(6);
    expect(hooks.targets()).toHaveLength(2);
    expect(hooks.deployed()).toEqual([]);
    await then.theFleetIs('idle');
  },
);

webhookScenario(
  'a reconciliation that finds nothing to do takes three requests',
  async ({ when, hooks, receiver }) => {
    await hooks.aFleet();
    await when.minutesPass(3);
    const before = { ...receiver.calls() };
    await when.minutesPass(5);
    const after = receiver.calls();
    const made = Object.entries(after).map(([name, n]) => [name, n - (before[name] ?? 0)]);
    expect(Object.fromEntries(made)).toEqual({ targets: 1, status: 2, register: 0, health: 0, deploy: 0 });
  },
);

/** Lost before it was done, and after; `npm run test:long` has all other effects. */
describe.each(WEBHOOK_ENDPOINTS)('at %s', (endpoint) => {
  for (const type of ['reset', 'answer-lost'] as const) webhookFaultScenario(endpoint, { type });
});
