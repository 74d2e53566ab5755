import { thumbprintOf } from '../../local/launcher/machines-on.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { markOf } from '../support/ground-truth.ts';
import type { Happening } from './stage.ts';
import { bodyOf, type Household } from './town.ts';

/** A command of an operator; a process that is down at the moment hears none. */
function command(say: (household: Household) => [method: string, path: string, body?: unknown]): Happening {
  return async ({ world, households, draw }) => {
    const household = draw.of(households);
    if (!household || world.inside.host.crashed) return undefined;
    const [method, path, body] = say(household);
    const status = await world.api.send(method, path, body).then(
      (answer) => answer.status,
      () => 'nobody answered',
    );
    return `${method} ${path}: ${status}`;
  };
}

const reconciled = command(({ fleet }) => ['POST', `/api/fleets/${fleet}/reconcile`, {}]);
const removalsApproved = command(({ fleet }) => [
  'POST',
  `/api/fleets/${fleet}/reconcile`,
  { approveRemovals: 5 },
]);
const deploymentsRetried = command(({ fleet }) => [
  'POST',
  `/api/fleets/${fleet}/reconcile`,
  { retryDeployments: true },
]);
const putAgain = command((household) => ['PUT', `/api/fleets/${household.fleet}`, bodyOf(household)]);

const pinned: Happening = async (stage) => {
  const household = stage.draw.of(stage.households);
  const project = household && stage.draw.of(household.story.projects ?? []);
  if (!household || typeof project !== 'string' || stage.world.inside.host.crashed) return undefined;
  const version = stage.draw.of(['1.0.0', '1.1.0', undefined]);
  const before = new Map(household.pins);
  if (version === undefined) household.pins.delete(project);
  else household.pins.set(project, version);
  const put = await stage.world.api.send('PUT', `/api/fleets/${household.fleet}`, bodyOf(household)).then(
    ({ status }) => status,
    () => 0,
  );
  // Without an answer nobody knows whether it was taken: the end of the chapter says it once more.
  if (put >= 400) household.pins = before;
  return `${household.fleet}: ${project} ${version ?? 'latest'} (${put})`;
};

/** What an operator can do to the fleet's orchestration through the management API. */
const meddled: Happening = async ({ world, households, draw }) => {
  const { fleet = '' } = draw.of(households) ?? {};
  if (world.inside.host.crashed) return undefined;
  const what = draw.of(['terminate', 'restart', 'suspend', 'resume', 'resume'] as const) ?? 'resume';
  const status = await world.api.manage('POST', `fleet-${fleet}/${what}`).catch(() => 'nobody answered');
  return `${what} ${fleet}: ${status}`;
};

const junkArrives: Happening = async ({ world, draw }) => {
  if (world.inside.host.crashed) return undefined;
  const junk = draw.of([{}, [], { scaleSet: 'x' }, { scaleSet: scaleSetId('nobody') }, 'text', null]);
  const { status } = await world.api.send('POST', '/api/scale-events', junk).catch(() => ({ status: 0 }));
  return `${JSON.stringify(junk)}: ${status}`;
};

const killed: Happening = ({ killer, draw }) => {
  killer.after = draw.int(1, 120);
  return `after ${killer.after} moments`;
};

const diskFull: Happening = ({ world, disk, draw }) => {
  const minutes = draw.int(1, 12);
  disk.fullUntil = world.clock.now() + minutes * 60_000;
  return `for ${minutes} minutes`;
};

/** Each VM of a polling fleet that has no target registers itself by its start-up script. */
export const machinesRegisterThemselves: Happening = ({ world, households }) => {
  const { arm, octopus } = world.outside;
  const known = new Set(octopus.sim.list('machines').map(({ Thumbprint }) => Thumbprint));
  const polling = households.filter(({ story }) => story.connection?.kind === 'polling');
  const registered = polling.flatMap(({ fleet }) =>
    arm.sim
      .instances(scaleSetId(fleet))
      .filter((vm) => vm.running && !known.has(thumbprintOf(vm.vmId, vm.timesReimaged)))
      .map((vm) => {
        const Thumbprint = thumbprintOf(vm.vmId, vm.timesReimaged);
        const Uri = `poll://${vm.vmId}/`;
        octopus.sim.setTentacle({ host: Uri, thumbprint: Thumbprint });
        const EnvironmentIds = [octopus.sim.list('environments')[0]?.Id];
        const Endpoint = { CommunicationStyle: 'TentacleActive', Uri, Thumbprint };
        const Roles = [`${fleet}-server`, markOf(fleet)];
        octopus.sim.registerLater({ machine: { Name: vm.computerName, EnvironmentIds, Roles, Endpoint } });
        return vm.name;
      }),
  );
  return registered.length > 0 ? registered.join(', ') : undefined;
};

export const PEOPLE: Readonly<Record<string, [weight: number, Happening]>> = {
  reconciled: [3, reconciled],
  removalsApproved: [2, removalsApproved],
  deploymentsRetried: [1, deploymentsRetried],
  putAgain: [1, putAgain],
  pinned: [2, pinned],
  meddled: [1, meddled],
  junkArrives: [1, junkArrives],
  killed: [4, killed],
  diskFull: [1, diskFull],
  machinesRegisterThemselves: [6, machinesRegisterThemselves],
};
