import { expect } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { scenario } from '../support/scenario.ts';

const BASE = ['web_0', 'web_1', 'web_2'];
const REVISION = ['web__1_0', 'web__1_1'];

scenario('an event of a revision rings the fleet’s bell', async ({ given, when, then, revisions }) => {
  await given.aFleet('web', { instances: 3 });

  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);

  then.targetsStandFor([...BASE, ...REVISION]);
  then.deploymentsWere([REVISION]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  const reactions = await then.reactions();
  expect(reactions[0]?.hints.sources).toMatchObject({ eventGrid: expect.any(Number) });
  expect(reactions.at(-1)?.instances).toEqual({ capacity: 5, listed: 5, ready: 5, failed: 0 });
  expect((await then.theInstance('web__1_0')).releases).toMatchObject([{ state: 'deployed' }]);
  await then.theFleetIs('idle');
});

scenario('a list speaks for its own scale set only', async ({ given, when, then, revisions }) => {
  await given.aFleet('web', { instances: 3 });
  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);

  when.scaledTo(1, 'web');
  await when.minutesPass(4);
  then.targetsStandFor(['web_0', ...REVISION]);

  when.scaledTo(4, 'web__1');
  await when.minutesPass(4);
  then.targetsStandFor(['web_0', ...REVISION, 'web__1_2', 'web__1_3']);
  await then.theFleetIs('idle');
});

scenario('a revision that is destroyed keeps nobody from the others', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 3 });
  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);

  await when.theScaleSetIsDeleted('web__1');
  when.scaledTo(4, 'web');
  await when.minutesPass(6);

  then.targetsStandFor([...BASE, 'web_3']);
  await then.theTimelineTells('instancesGone', /its scale set web__1 is no more|missing from Azure’s lists/);
  await then.theFleetIs('idle');
  expect((await then.ledgerOf('web')).map(({ name }) => name).sort()).toEqual([...BASE, 'web_3']);
});

scenario('a revision that is claimed and not there yet disturbs nobody', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 3 });

  await revisions.claim('web__1');
  when.scaledTo(4, 'web');
  await when.minutesPass(12);

  then.targetsStandFor([...BASE, 'web_3']);
  then.deploymentsWere([['web_3']]);
  await then.theFleetIs('idle');
});

scenario('a base that is destroyed is told of, and the revisions are served', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 3 });
  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);

  await when.theScaleSetIsDeleted('web');
  when.scaledTo(3, 'web__1');
  await when.minutesPass(8);

  then.targetsStandFor([...REVISION, 'web__1_2']);
  await then.theFleetIs('idle', ['scaleSetNotFound']);
});

scenario('members may be Uniform and Flexible', async ({ given, when, then, revisions }) => {
  await given.aFleet('web', { instances: 2 });
  await revisions.make('web__1', { instances: 2, mode: 'Flexible' });
  await when.minutesPass(5);

  const flexible = then.readyInstances('web__1');
  expect(flexible).toHaveLength(2);
  then.targetsStandFor(['web_0', 'web_1', ...flexible]);

  when.scaledTo(1, 'web__1');
  await when.minutesPass(5);
  then.targetsStandFor(['web_0', 'web_1', ...then.readyInstances('web__1')]);
});

scenario('a template’s machines are left alone', async ({ given, when, then, revisions }) => {
  await given.aFleet('web', { instances: 3, rollouts: { base: 'template' } });
  then.targetsStandFor([]);
  then.azureWasAskedAtMost(0);
  expect(await then.ledgerOf('web')).toEqual([]);
  await then.theFleetIs('idle');

  await revisions.make('web__1', { instances: 2 });
  when.scaledTo(5, 'web');
  await when.minutesPass(5);

  then.targetsStandFor(REVISION);
  await then.theFleetIs('idle');
});

scenario('a base that becomes a template keeps its targets until a person agrees', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 3 });
  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);

  await when.theFleetIsPut('web', { rollouts: { base: 'template' } });
  await when.minutesPass(8);
  then.targetsStandFor([...BASE, ...REVISION]);
  await then.theFleetIs('idle', ['targetsOfFormerScaleSet']);

  await when.anOperatorLetsGo(3, 'web');
  await when.minutesPass(4);
  then.targetsStandFor(REVISION);
  await then.theFleetIs('idle');
});

scenario('a revision that is let go keeps its targets while its machines run', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 3 });
  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);

  await revisions.release('web__1');
  await when.minutesPass(8);
  then.targetsStandFor([...BASE, ...REVISION]);
  await then.theFleetIs('idle', ['targetsOfFormerScaleSet']);

  await when.theScaleSetIsDeleted('web__1');
  await when.minutesPass(8);
  then.targetsStandFor(BASE);
  await then.theFleetIs('idle');
});

scenario('a revision stays one when the fleet is pointed at another base', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 3 });
  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);
  given.aScaleSet('next', { instances: 1 });

  await when.theFleetIsPut('web', { scaleSet: scaleSetId('next') });
  await when.minutesPass(8);

  then.targetsStandFor([...BASE, ...REVISION, 'next_0']);
  when.scaledTo(1, 'web__1');
  await when.minutesPass(5);
  then.targetsStandFor([...BASE, 'web__1_0', 'next_0']);
});

scenario('a list that is not found takes nothing away while its scale set is there', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 3 });
  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);

  when.azureRefuses({ status: 404 }, { only: 'lists' });
  await when.minutesPass(10);
  then.nothingWasPruned();
  then.targetsStandFor([...BASE, ...REVISION]);

  when.azureIsRightAgain();
  when.scaledTo(3, 'web__1');
  await when.minutesPass(10);
  then.nothingWasPruned();
  then.targetsStandFor([...BASE, ...REVISION, 'web__1_2']);
});

scenario('the API shows the members, since when, and may be put back', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 1 });
  const since = new Date(when.now()).toISOString();
  await revisions.claim('web__1');

  const { members } = await then.theFleetIs('idle');
  expect(members).toEqual([
    { scaleSet: scaleSetId('web'), role: 'base', since: expect.any(String) },
    { scaleSet: scaleSetId('web__1'), role: 'revision', since },
  ]);

  await when.theFleetIsPut('web', { rollouts: { base: 'template' } });
  await when.minutesPass(1);
  const { members: later } = await then.theFleetIs('idle', ['targetsOfFormerScaleSet']);
  expect(later).toMatchObject([{ role: 'revision' }]);
});
