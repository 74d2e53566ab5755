import { scenario } from '../support/scenario.ts';

scenario('finds out what adopted machines carry, however much was deployed since', async (story) => {
  const { given, when, then } = story;
  given.aScaleSet('web', { instances: 2 });
  when.newMachinesRegisterThemselves('web');
  await when.minutesPass(10);
  when.somebodyDeploys('1.1.0');
  await when.minutesPass(10);
  given.deploymentsOfOthers('1.1.0', 230);

  await when.theFleetIsPut('web', { connection: { kind: 'polling' } });
  await when.minutesPass(10);

  then.deploymentsWere([]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });

  when.scaledTo(3);
  await when.minutesPass(3);
  when.newMachinesRegisterThemselves('web');
  await when.minutesPass(6);
  then.deploymentsWere([['web_2']]);
});
