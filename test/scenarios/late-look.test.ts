import { scenario } from '../support/scenario.ts';

const moments: string[] = [];

/** Dies when the first look after a scale-in has been ordered, and before it is taken. */
function beforeTheLook(what: string): 'crash' | undefined {
  moments.push(what);
  const [before, last] = moments.slice(-2);
  const isOrdered = before?.includes('openReaction of fleet-web: done') && last?.includes('careForFleet');
  return isOrdered && isArmed ? 'crash' : undefined;
}
let isArmed = false;

scenario(
  'takes two looks for two only by when they were really taken',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 2 });

    isArmed = true;
    when.scaledTo(1);
    await when.theProcessDies();
    isArmed = false;
    await when.minutesPass(0.5);
    await when.theProcessIsStarted();
    await when.minutesPass(5);

    then.targetsStandFor(['web_0']);
  },
  { durable: true, onMoment: beforeTheLook },
);

scenario('asks for nobody who died unheard of while Octopus was away', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });
  when.allEventsAreLost();
  when.scaledTo(2);
  await when.anOperatorReconciles();
  await when.theTimelineTells('healthCheckStarted');

  when.octopusSuffers({ times: null, effect: { type: 'reset' } });
  await when.minutesPass(1.5);
  when.instanceVanishes('web_1');
  await when.minutesPass(0.5);
  when.octopusIsRightAgain();
  await when.minutesPass(10);

  then.deploymentsWere([]);
  then.targetsStandFor(['web_0']);
});
