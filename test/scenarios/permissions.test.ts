import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const VIEWS = ['Environment', 'Machine', 'Project', 'Release', 'Deployment', 'Task'].map(
  (each) => `${each}View`,
);
const ALL = [...VIEWS, 'MachineCreate', 'MachineEdit', 'MachineDelete', 'TaskCreate', 'DeploymentCreate'];
const without = (permission: string) => ALL.filter((each) => each !== permission);

scenario('does all of its work with the permissions that the guide names', async ({ given, when, then }) => {
  given.theKeyMay(ALL);
  await given.aFleet('web', { instances: 2 });

  when.scaledTo(3);
  await when.minutesPass(10);
  when.scaledTo(1);
  await when.minutesPass(15);

  await then.everyReadyInstanceCarries('1.1.0', { count: 1 });
  then.targetsStandFor(then.readyInstances());
  await then.theFleetIs('idle');
});

for (const [permission, codes, phase] of [
  ['EnvironmentView', ['octopusForbidden'], 'blocked'],
  ['MachineCreate', ['octopusForbidden', 'instanceNotRegistered'], 'blocked'],
  ['TaskCreate', ['octopusForbidden', 'instanceUnhealthy'], 'blocked'],
  ['DeploymentCreate', ['deploymentRefused'], 'idle'],
] as const)
  scenario(
    `names ${permission} when the key’s user lacks it, and goes on when it is given`,
    async (story) => {
      const { given, when, then } = story;
      given.theKeyMay(without(permission));
      await given.aFleet('web', { instances: 1 });
      then.deploymentsWere([]);
      const { problems } = await then.theFleetIs(phase, [...codes]);
      expect(problems[0]?.nextStep).toContain(`the permission ${permission} in the space`);

      given.theKeyMay(ALL);
      await when.anOperatorReconciles();
      await when.minutesPass(5);
      await then.everyReadyInstanceCarries('1.1.0', { count: 1 });
      await then.theFleetIs('idle');
    },
  );
