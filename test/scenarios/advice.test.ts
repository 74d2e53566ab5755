import { scenario } from '../support/scenario.ts';

const ENVIRONMENT_MANAGER = ['EnvironmentView', 'MachineView', 'MachineCreate', 'MachineEdit'];
const VIEWER = ['ProjectView', 'ReleaseView', 'DeploymentView', 'TaskView'];

scenario('advises nothing where Octopus is set up well', async ({ given, then }) => {
  given.theMachinePolicyIs({ deletesAfter: undefined, interval: '00:10:00' });
  await given.aFleet('web', { instances: 1 });
  await then.adviceIs([]);
});

scenario(
  'tells what would be better set up in Octopus, and goes on all the same',
  async ({ given, when, then }) => {
    given.theMachinePolicyIs({ deletesAfter: '00:15:00', interval: null });
    given.aProject('Agent', { releases: ['2.0.0'], deployed: '2.0.0', asMade: true });
    await given.aFleet('web', { instances: 1, projects: ['Web Shop', 'Agent'] });

    await then.adviceIs([
      'The project Agent fails a deployment for all of its machines when one of them goes away meanwhile.',
      'The machine policy Default Machine Policy never checks machines: one that falls ill later is not noticed.',
      'The machine policy Default Machine Policy deletes machines that were unavailable for 00:15:00, also those that are only stopped.',
    ]);
    await then.everyReadyInstanceCarries('1.1.0', { count: 1 });

    given.theMachinePolicyIs({ deletesAfter: undefined, interval: '01:00:00' });
    await when.anOperatorReconciles();
    await when.minutesPass(2);
    await then.adviceIs([
      'The project Agent fails a deployment for all of its machines when one of them goes away meanwhile.',
    ]);
  },
);

scenario('tells before they are needed which permissions the key lacks', async ({ given, then }) => {
  given.theMachinePolicyIs({ deletesAfter: undefined, interval: '00:10:00' });
  given.theKeyMay([...ENVIRONMENT_MANAGER, ...VIEWER, 'TaskCreate', 'MachinePolicyView', 'DeploymentCreate']);
  await given.aFleet('web', { instances: 1 });
  await then.adviceIs(['The user of the Octopus key lacks MachineDelete, which this fleet will need.']);
  await then.everyReadyInstanceCarries('1.1.0', { count: 1 });
});

scenario('advises what it can where it may not read everything', async ({ given, when, then }) => {
  given.theKeyMay([...ENVIRONMENT_MANAGER, ...VIEWER, 'TaskCreate', 'MachineDelete', 'DeploymentCreate']);
  when.octopusSuffers({ path: '^users/.*permissions', times: null, effect: { type: 'status', status: 500 } });
  await given.aFleet('web', { instances: 1 });
  await then.adviceIs([]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 1 });
});
