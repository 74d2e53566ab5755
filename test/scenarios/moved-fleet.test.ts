import { expect } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { scenario } from '../support/scenario.ts';

const OLD = ['web_0', 'web_1', 'web_2'];
const NEW = ['next_0', 'next_1'];

scenario(
  'keeps the targets of the scale set before while its machines run',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3 });
    given.aScaleSet('next', { instances: 2 });

    await when.theFleetIsPut('web', { scaleSet: scaleSetId('next') });
    await when.minutesPass(15);

    then.targetsStandFor([...NEW, ...OLD]);
    then.deploymentsWere([NEW]);
    await then.theFleetIs('idle', ['targetsOfFormerScaleSet']);
    await then.theTimelineTellsOnce('targetsOfFormerScaleSet');

    // One that goes there is let go as ever.
    when.scaledTo(2, 'web');
    await when.minutesPass(8);
    then.targetsStandFor([...NEW, 'web_0', 'web_1']);
  },
);

scenario('lets the targets of the scale set before go after a yes', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });
  given.aScaleSet('next', { instances: 2 });
  await when.theFleetIsPut('web', { scaleSet: scaleSetId('next') });
  await when.minutesPass(6);

  await when.anOperatorReconciles('web', { approveRemovals: 2 });
  await when.minutesPass(4);
  then.targetsStandFor([...NEW, ...OLD]);

  const { status } = await when.anOperatorLetsGo(3, 'web');
  expect(status).toBe(202);
  await when.minutesPass(4);
  then.targetsStandFor(NEW);
  await then.theFleetIs('idle');
  expect((await then.ledgerOf('web')).map(({ name }) => name).sort()).toEqual([...NEW].sort());
});

scenario('lets them go by itself when the scale set before is destroyed', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });
  given.aScaleSet('next', { instances: 2 });
  await when.theFleetIsPut('web', { scaleSet: scaleSetId('next') });
  await when.minutesPass(6);

  await when.theScaleSetIsDeleted('web');
  await when.minutesPass(8);

  then.targetsStandFor(NEW);
  await then.theTimelineTells('targetPruned', /missing from Azure’s lists|its scale set web is no more/);
  await then.theFleetIs('idle');
});

scenario('touches nothing when it is pointed at a scale set that is not there', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 3 });

  await when.theFleetIsPut('web', { scaleSet: scaleSetId('typo') });
  await when.minutesPass(12);
  then.targetsStandFor(OLD);
  await then.theFleetIs('blocked', ['scaleSetNotFound', 'targetsOfFormerScaleSet']);

  await when.theFleetIsPut('web', {});
  await when.minutesPass(6);
  then.targetsStandFor(OLD);
  then.deploymentsWere([]);
  await then.theFleetIs('idle');
});

scenario('lets the targets of its own destroyed scale set go after a yes', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });

  await when.theScaleSetIsDeleted('web');
  await when.minutesPass(12);
  then.targetsStandFor(OLD);
  await then.theFleetIs('blocked', ['scaleSetNotFound', 'targetsOfVanishedScaleSet']);

  await when.anOperatorReconciles('web', { approveRemovals: 3 });
  await when.minutesPass(3);
  then.targetsStandFor([]);
  expect(await then.ledgerOf('web')).toEqual([]);
  await then.theTimelineTells('targetPruned', /its scale set web is no more/);
});

scenario('a Flexible fleet that is moved behaves alike', async ({ given, when, then }) => {
  await given.aFleet('api', { instances: 2, mode: 'Flexible' });
  const old = then.readyInstances('api');
  given.aScaleSet('next', { instances: 2, mode: 'Flexible' });
  await when.theFleetIsPut('api', { scaleSet: scaleSetId('next'), roles: ['api-server'] });
  await when.minutesPass(8);
  then.targetsStandFor([...old, ...then.readyInstances('next')], 'api');

  await when.theScaleSetIsDeleted('api');
  await when.minutesPass(12);
  then.targetsStandFor(then.readyInstances('next'), 'api');
});
