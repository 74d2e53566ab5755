import { thumbprintOf } from '../../local/launcher/machines-on.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { markOf } from '../support/ground-truth.ts';
import type { Happening, Stage } from './stage.ts';
import { bodyOf, type Household, SPARE } from './town.ts';

/** A command of an operator; a process that is down at the moment hears none. */
function command(
  say: (household: Household) => [method: string, path: string, body?: unknown],
  whose: (household: Household) => boolean = () => true,
): Happening {
  return async ({ world, households, draw }) => {
    const household = draw.of(households.filter(whose));
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
const removalsApproved = command(
  ({ fleet }) => ['POST', `/api/fleets/${fleet}/reconcile`, { approveRemovals: 5 }],
  ({ moves }) => !moves,
);
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

/** Pointed at another scale set, or back at its own; the machines of the one before run on. */
const moved: Happening = async ({ world, households, draw }) => {
  const household = draw.of(households.filter(({ moves }) => moves));
  if (!household || world.inside.host.crashed) return undefined;
  const before = household.story;
  const { scaleSet, ...home } = before;
  household.story = scaleSet === undefined ? { ...home, scaleSet: scaleSetId(SPARE) } : home;
  const status = await world.api.send('PUT', `/api/fleets/${household.fleet}`, bodyOf(household)).then(
    (answer) => answer.status,
    () => 0,
  );
  // Without an answer nobody knows; the next one who says anything says the same.
  if (status >= 400) household.story = before;
  return `${household.fleet} to ${household.story.scaleSet ?? 'its own scale set'}: ${status}`;
};

/** What an operator can do to the fleet's orchestration through the management API. */
const meddled: Happening = async (stage) => {
  const { world, draw } = stage;
  const { fleet = '' } = draw.of(stage.households) ?? {};
  if (world.inside.host.crashed) return undefined;
  const what = draw.of(['terminate', 'restart', 'suspend', 'suspend', 'resume'] as const) ?? 'resume';
  const status = await world.api.manage('POST', `fleet-${fleet}/${what}`).catch(() => 0);
  remember(stage, fleet, status < 300 ? what : 'nothing');
  return `${what} ${fleet}: ${status}`;
};

/** Started again under another id an orchestration is as suspended as before; without an answer nobody knows. */
function remember({ suspended, world }: Stage, fleet: string, what: string): void {
  if (what === 'restart') return;
  if (what !== 'suspend') suspended.delete(fleet);
  else if (!suspended.has(fleet)) suspended.set(fleet, world.clock.now());
}

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

/** A machine of another installation registers itself under the name of one of ours that has no target yet. */
const strangerRegisters: Happening = ({ world, households, draw }) => {
  const { arm, octopus } = world.outside;
  const taken = new Set(octopus.sim.list('machines').map(({ Name }) => Name.toLowerCase()));
  const polling = households.filter(({ story }) => story.connection?.kind === 'polling');
  const vms = polling.flatMap(({ fleet }) =>
    arm.sim
      .instances(scaleSetId(fleet))
      .filter((vm) => vm.running && !taken.has(vm.computerName.toLowerCase()))
      .map((vm) => ({ fleet, name: vm.computerName })),
  );
  const one = draw.of(vms);
  if (!one) return undefined;
  const Uri = `poll://stranger-${octopus.sim.history().length}/`;
  const Thumbprint = Uri.toUpperCase();
  octopus.sim.setTentacle({ host: Uri, thumbprint: Thumbprint });
  const EnvironmentIds = [octopus.sim.list('environments')[0]?.Id];
  const Endpoint = { CommunicationStyle: 'TentacleActive', Uri, Thumbprint };
  const Roles = [`${one.fleet}-server`, markOf(one.fleet, 'north')];
  octopus.sim.registerLater({ machine: { Name: one.name, EnvironmentIds, Roles, Endpoint } });
  return one.name;
};

export const PEOPLE: Readonly<Record<string, [weight: number, Happening]>> = {
  reconciled: [3, reconciled],
  removalsApproved: [2, removalsApproved],
  deploymentsRetried: [1, deploymentsRetried],
  putAgain: [1, putAgain],
  pinned: [2, pinned],
  meddled: [3, meddled],
  moved: [2, moved],
  strangerRegisters: [3, strangerRegisters],
  junkArrives: [1, junkArrives],
  killed: [4, killed],
  diskFull: [1, diskFull],
  machinesRegisterThemselves: [6, machinesRegisterThemselves],
};
