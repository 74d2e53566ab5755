import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('removes the targets of a scale-in after a second look', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 6 });

  when.scaledTo(4);
  await when.minutesPass(3);

  then.targetsStandFor(['web_0', 'web_1', 'web_2', 'web_3']);
  then.deploymentsWere([]);
  await then.theTimelineTells('targetPruned', /missing from Azure’s lists of .* and /);
});

scenario(
  'takes a scale-in along that comes while it waits for a scale-out',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3 });

    when.scaledTo(6);
    await when.minutesPass(1.5);
    when.scaledTo(2);
    await when.minutesPass(15);

    then.targetsStandFor(then.readyInstances());
    expect(then.readyInstances()).toHaveLength(2);
    await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
    await then.theFleetIs('idle');
  },
);

scenario('prunes nothing on an empty list, and says why', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });

  when.azureListsNothing();
  await when.anOperatorReconciles();
  await when.minutesPass(50);

  then.nothingWasPruned();
  await then.theTimelineNeverTells('instancesMissing');
  await then.theTimelineTells('reactionClosed', /went on without 3 of 3 instances \(not listed\)/);

  when.azureIsRightAgain();
  await when.minutesPass(40);
  await then.theFleetIs('idle');
  then.deploymentsWere([]);
});

scenario('prunes nothing on a partial list', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 5, wait: { deadlineMinutes: 10 } });

  when.azureListsOnly(2);
  await when.minutesPass(30);

  then.nothingWasPruned();
  await then.theTimelineNeverTells('instancesMissing');
  await then.theTimelineTells('reactionClosed', /went on without 3 of 5 instances \(not listed\)/);
});

scenario('proves in two looks that a scale set was emptied', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3, prune: { allowEmpty: true } });

  when.allEventsAreLost();
  when.scaledTo(0);
  await when.minutesPass(1);
  await when.anOperatorReconciles();
  // The reconciliation by the timer comes later.
  await when.minutesPass(1);

  then.targetsStandFor([]);
});

scenario('asks before it removes everything, and removes it after the yes', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });

  when.scaledTo(0);
  await when.minutesPass(20);
  then.nothingWasPruned();
  await then.theTimelineTells('pruneNeedsYes', /removing all 3 targets needs a yes/);

  const { status } = await when.anOperatorReconciles('web', { approveRemovals: 3 });
  await when.minutesPass(3);
  expect(status).toBe(202);
  then.targetsStandFor([]);
  expect(await then.ledgerOf('web')).toEqual([]);
});

scenario('asks before it removes more than the most for one run', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 6, prune: { maxPerRun: 2 } });

  when.scaledTo(3);
  await when.minutesPass(12);
  then.nothingWasPruned();
  await then.theTimelineTells('pruneNeedsYes', /3 targets would be removed, more than the 2 allowed/);
  const { problems } = await then.theFleetIs('idle', ['pruneNeedsYes']);
  expect(problems[0]?.nextStep).toContain('POST /api/fleets/web/reconcile with {"approveRemovals": 3}');

  await when.anOperatorReconciles('web', { approveRemovals: 2 });
  await when.minutesPass(3);
  then.nothingWasPruned();

  await when.anOperatorReconciles('web', { approveRemovals: 3 });
  await when.minutesPass(3);
  then.targetsStandFor(['web_0', 'web_1', 'web_2']);
  await then.theFleetIs('idle');
});
