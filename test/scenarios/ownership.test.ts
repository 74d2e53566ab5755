import { expect } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { markOf } from '../support/ground-truth.ts';
import { scenario } from '../support/scenario.ts';

const polling = { kind: 'polling' as const };

scenario('two installations with one fleet name and one role leave each other alone', async (story) => {
  const { given, when, then } = story;
  const roles = ['server'];
  await given.aFleet('web', { instances: 3, roles });
  const south = await given.anotherInstallation('south');
  given.aScaleSet('far', { instances: 3 });
  await south.isGivenTheFleet('web', { scaleSet: scaleSetId('far'), roles });
  await when.minutesPass(4);
  expect(then.targetsMarked(markOf('web', 'south'))).toHaveLength(3);

  when.scaledTo(5, 'web');
  when.scaledTo(2, 'far');
  await south.reconciles('web');
  await when.minutesPass(12);

  then.targetsStandFor(['web_0', 'web_1', 'web_2', 'web_3', 'web_4']);
  expect(then.targetsMarked(markOf('web', 'south'))).toHaveLength(2);
  then.deploymentsWere([
    ['far_0', 'far_1', 'far_2'],
    ['web_3', 'web_4'],
  ]);
});

scenario('a fleet that would share another’s targets is refused and told whose they are', async (story) => {
  const { given, when } = story;
  await given.aFleet('web', { instances: 1 });
  given.aScaleSet('api', { instances: 1 });

  for (const story of [{ ownerRole: 'fleet-web' }, { roles: [markOf('web')] }, { ownerRole: 'WEB-server' }]) {
    const { status, body } = await when.theFleetIsPut('api', story);
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'ownershipShared', detail: expect.stringContaining('fleet web') });
  }
  await given.aHandMadeTarget('db-01', ['db', 'owned']);
  const { status, body } = await when.theFleetIsPut('api', { ownerRole: 'owned' });
  expect(status).toBe(409);
  expect(body).toMatchObject({ detail: expect.stringContaining('db-01') });
  expect((await when.theFleetIsPut('api', {})).status).toBe(201);
});

scenario('a hand-made target that only bears the name of an instance stays what it is', async (story) => {
  const { given, when, then } = story;
  await given.aHandMadeTarget('web000000', ['web-server'], 'db-01.example');
  await given.aFleet('web', { instances: 2 });
  then.targetsStandFor(['web_0', 'web_1']);

  when.instanceVanishes('web_0');
  await when.minutesPass(12);

  then.targetsStandFor(['web_1']);
  then.theTargetExists('web000000');
});

scenario(
  'a hand-made target with the role of old is asked about and stays',
  async ({ given, when, then }) => {
    await given.aHandMadeTarget('db-01', ['web-server', 'fleet-web']);
    await given.aFleet('web', { instances: 2 });

    when.scaledTo(1);
    await when.minutesPass(20);

    then.theTargetExists('db-01');
    then.targetsStandFor(['web_0']);
    await then.theFleetIs('idle', ['targetsOfRoleOnly']);
    await then.theTimelineTellsOnce('targetsOfRoleOnly');
  },
);

scenario('of such targets, one that gets the mark goes, and one that loses the role stays', async (story) => {
  const { given, when, then } = story;
  await given.aHandMadeTarget('db-01', ['web-server', 'fleet-web']);
  await given.aHandMadeTarget('db-02', ['web-server', 'fleet-web']);
  await given.aFleet('web', { instances: 2 });
  const { problems } = await then.theFleetIs('idle', ['targetsOfRoleOnly']);
  expect(problems[0]?.nextStep).toMatch(/To keep one: take the role of old away/);

  given.aHandMadeTargetHas('db-01', [markOf('web')]);
  given.aHandMadeTargetHas('db-02', ['web-server']);
  await when.minutesPass(8);

  then.theTargetIsGone('db-01');
  then.theTargetExists('db-02');
  await then.theFleetIs('idle');
});

scenario('an operator lets go of such targets by their ids, and of no others', async (story) => {
  const { given, when, then } = story;
  await given.aHandMadeTarget('db-01', ['web-server', 'fleet-web']);
  await given.aHandMadeTarget('db-02', ['web-server', 'fleet-web']);
  await given.aHandMadeTarget('db-03', ['web-server']);
  await given.aFleet('web', { instances: 2 });
  const idOf = (name: string) => then.theTargetExists(name);
  const { problems } = await then.theFleetIs('idle', ['targetsOfRoleOnly']);
  expect(problems[0]?.nextStep).toContain(`{"letGo": ["${idOf('db-01')}"]}`);

  await when.anOperatorReconciles('web', {
    letGo: [idOf('db-01'), idOf('db-03'), then.targetIdOf('web_0')],
  });
  await when.minutesPass(1);

  then.theTargetIsGone('db-01');
  then.theTargetExists('db-02');
  then.theTargetExists('db-03');
  then.targetsStandFor(['web_0', 'web_1']);
  await then.theTimelineTells('targetPruned', /an operator let go of it by its id/);
  const after = await then.theFleetIs('idle', ['targetsOfRoleOnly']);
  expect(after.problems[0]?.message).not.toContain('db-01');
});

scenario('the targets of 0.1.0 get the mark, by the ledger and not by their role', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 2 });
  when.targetsLookAsIn010('web');
  await given.aHandMadeTarget('stray', ['web-server', 'fleet-web']);
  expect(then.targetsMarked(markOf('web'))).toEqual([]);

  await when.minutesPass(6);

  then.targetsStandFor(['web_0', 'web_1']);
  then.theTargetExists('stray');
  then.deploymentsWere([]);
});

scenario('a polling fleet takes no target with the mark of another, whatever its name', async (story) => {
  const { given, when, then } = story;
  given.aScaleSet('api', { instances: 1 });
  when.aMachineRegistersAs('api000000', ['api-server', markOf('api', 'north')]);
  await given.aFleet('api', { scaleSet: scaleSetId('api'), connection: polling, settlesIn: 12 });

  await then.theFleetIs('idle', ['instanceNotRegistered'], 'api');
  then.deploymentsWere([]);
  expect(then.targetsNamed('api000000')).toHaveLength(1);
});

scenario('a polling fleet takes no target that another fleet’s ledger has', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1 });
  given.aScaleSet('api', { instances: 1 });
  // Without a mark, and with the name and the role of the other fleet's own machine.
  when.targetBecomes('web_0', { Name: 'api000000', Roles: ['web-server', 'server'] });
  await given.aFleet('api', {
    ...{ scaleSet: scaleSetId('api'), roles: ['server'], connection: polling, settlesIn: 0.5 },
  });
  await when.minutesPass(12);

  await then.theFleetIs('idle', ['instanceNotRegistered'], 'api');
  then.targetsStandFor(['web_0'], 'web');
  then.deploymentsWere([]);
});

for (const spelled of [(host: string) => `${host}.corp.example`, (host: string) => host.toUpperCase()])
  scenario(`a machine that registers as ${spelled('api000000')} is known for what it is`, async (story) => {
    const { given, when, then } = story;
    given.aScaleSet('api', { instances: 1 });
    when.newMachinesRegisterThemselves('api', ['api-server', markOf('api')], spelled);
    await given.aFleet('api', { scaleSet: scaleSetId('api'), connection: polling });
    await when.minutesPass(6);

    await then.everyReadyInstanceCarries('1.1.0', { fleet: 'api', count: 1 });
    await then.theFleetIs('idle', [], 'api');
  });

scenario('a live machine with a name of its own is asked about, never removed', async (story) => {
  const { given, when, then } = story;
  given.aScaleSet('api', { instances: 2 });
  when.newMachinesRegisterThemselves('api', ['api-server', markOf('api')], (host) => `blue-${host}`);
  await given.aFleet('api', { scaleSet: scaleSetId('api'), connection: polling });
  await when.minutesPass(40);

  expect(then.targetsMarked(markOf('api'))).toHaveLength(2);
  then.nothingWasPruned();
  await then.theFleetIs('idle', ['targetsUnmatched', 'instanceNotRegistered'], 'api');

  when.scaledTo(0, 'api');
  await when.minutesPass(12);
  then.nothingWasPruned();
  await then.theTimelineTells('pruneNeedsYes', '', 'api');
  await when.anOperatorReconciles('api', { approveRemovals: 2 });
  await when.minutesPass(4);
  expect(then.targetsMarked(markOf('api'))).toEqual([]);
});
