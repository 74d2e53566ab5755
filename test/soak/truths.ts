import { thumbprintOf } from '../../local/launcher/machines-on.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { InstanceTruth } from '../../local/arm/sim/ground-truth.ts';
import { markOf, ownedTargets } from '../support/ground-truth.ts';
import { certificateAt } from '../support/invariants.ts';
import type { World } from '../support/world.ts';
import type { Stage } from './stage.ts';
import type { Household } from './town.ts';

/**
 * What is not as the owners want it, by the books of the two simulators alone (rule 14): one sentence for each machine
 * that runs and lacks its target or a release, and for each target that nothing stands behind.
 */
export function notAsWanted(world: World, households: Household[]): string[] {
  return households.flatMap((household) => {
    const vms = world.outside.arm.sim.instances(scaleSetId(household.fleet));
    const running = vms.filter((vm) => vm.running && vm.provisioningState === 'Succeeded');
    return [
      ...running.flatMap((vm) => lacking(world, household, vm)),
      ...leftOver(
        world,
        household,
        vms.filter(({ listed }) => listed),
      ),
    ];
  });
}

function lacking(world: World, household: Household, { vmId, name, timesReimaged }: InstanceTruth): string[] {
  const { sim } = world.outside.octopus;
  const certificate = thumbprintOf(vmId, timesReimaged);
  const targets = sim.list('machines').filter(({ Thumbprint }) => Thumbprint === certificate);
  if (targets.length !== 1) return [`${name} has ${targets.length} targets`];
  return (household.story.projects ?? []).flatMap((each) => {
    const project = typeof each === 'string' ? each : each.project;
    const wanted = household.pins.get(project) ?? latestOf(world, project);
    const carried = newestOn(world, project, certificate);
    return carried === wanted ? [] : [`${name} carries ${project} ${carried ?? 'not at all'}, not ${wanted}`];
  });
}

function leftOver(world: World, { fleet }: Household, listed: InstanceTruth[]): string[] {
  // One that was made anew while it is off still has the target of before.
  const there = new Set(listed.flatMap(certificatesOf));
  return ownedTargets(world, fleet)
    .filter(({ Thumbprint }) => !there.has(Thumbprint ?? ''))
    .map(({ Name }) => `${Name} of ${fleet} stands for no machine any more`);
}

/** All that its Tentacle ever had; with each reimage comes another. */
function certificatesOf({ vmId, timesReimaged }: InstanceTruth): string[] {
  return Array.from({ length: timesReimaged + 1 }, (_each, times) => thumbprintOf(vmId, times));
}

/** The version that ran last and with success on a machine, under whichever target, since it was made or made anew. */
function newestOn(world: World, project: string, certificate: string): string | undefined {
  const history = world.outside.octopus.sim.history();
  return versionOf(
    world,
    ended(world, project).findLast(({ DeployedToMachineIds, Created }) =>
      DeployedToMachineIds.some((id) => certificateAt(history, id, Created) === certificate),
    ),
  );
}

/** The version of the newest deployment that was full and succeeded. */
function latestOf(world: World, project: string): string | undefined {
  return versionOf(
    world,
    ended(world, project).findLast(({ SpecificMachineIds }) => SpecificMachineIds.length === 0),
  );
}

/** The project's deployments that succeeded, in the order in which they were made. */
function ended({ outside }: World, project: string) {
  const { sim } = outside.octopus;
  const { Id } = sim.list('projects').find(({ Name }) => Name === project) ?? {};
  const good = new Set(sim.list('tasks').flatMap((task) => (task.State === 'Success' ? [task.Id] : [])));
  return sim
    .list('deployments')
    .filter(({ ProjectId, TaskId }) => ProjectId === Id && good.has(TaskId))
    .sort((a, b) => a.Created - b.Created);
}

function versionOf({ outside }: World, deployment: { ReleaseId: string } | undefined): string | undefined {
  return outside.octopus.sim.list('releases').find(({ Id }) => Id === deployment?.ReleaseId)?.Version;
}

/** What is planned is asked for within seconds, or Octopus is asked again who is enabled. */
const ASKED_WITHIN_MS = 15_000;

/** Deployments asked for on targets that had been disabled, and anything done with what carries the mark of others (rules 7, 15). */
export function wrongDealings({ world, households, disablings }: Stage): string[] {
  const own = new Set(households.map(({ fleet }) => markOf(fleet)));
  return world.dealings.all.flatMap(({ what, at, target: { Id, Name, Roles, IsDisabled } }) => {
    const since = disablings.findLast((each) => each.id === Id && each.at <= at)?.at ?? at;
    const foreign = Roles.find((role) => role.startsWith('fleet-conductor.') && !own.has(role));
    return [
      ...(foreign === undefined ? [] : [`${what} ${Name}, which carries ${foreign}`]),
      ...(what === 'deploys to' && IsDisabled && at - since > ASKED_WITHIN_MS
        ? [`${what} ${Name}, which has been disabled for ${(at - since) / 1000} s`]
        : []),
    ];
  });
}

/** So long after its orchestration was suspended a fleet is stalled, unless it waits for somebody, which it tells as well. */
const STALLED_WITHIN_MS = 20 * 60_000;

/** Fleets that cannot move, because an operator has suspended their orchestration, and do not say so on their status. */
export async function silentAboutStalls({ world, suspended }: Stage): Promise<string[]> {
  const now = world.clock.now();
  if (suspended.size === 0 || world.inside.host.crashed) return [];
  const states = new Map(
    (await world.api.orchestrations()).map((each) => [each.instanceId, each.runtimeStatus]),
  );
  // The app has freed it: when it is suspended again, that is another time.
  for (const fleet of [...suspended.keys()])
    if (states.get(`fleet-${fleet}`) !== 'Suspended') suspended.delete(fleet);
  const late = [...suspended].filter(([, since]) => now - since >= STALLED_WITHIN_MS);
  const statuses = new Map((await world.api.fleets()).map(({ name, status }) => [name, status]));
  return late
    .filter(([fleet]) => {
      const { stalled, waiting } = statuses.get(fleet) ?? {};
      return !stalled && now - Date.parse(waiting?.until ?? '1970-01-01') > STALLED_WITHIN_MS;
    })
    .map(
      ([fleet, since]) => `${fleet} is suspended since ${new Date(since).toISOString()} and does not say so`,
    );
}

/** Rules 8 and 17: nobody but a fleet's own orchestration goes on, and none of them had to be ended because it did not move. */
export async function wrongOrchestrations({ world, households }: Stage): Promise<string[]> {
  const strays = (await world.api.orchestrations()).filter(
    ({ instanceId, runtimeStatus }) =>
      runtimeStatus === 'Running' && !households.some(({ fleet }) => instanceId === `fleet-${fleet}`),
  );
  const told = await Promise.all(households.map(({ fleet }) => world.api.timeline(fleet)));
  const freed = told.flat().filter(({ kind, message }) => kind === 'stalled' && message.startsWith('Ends'));
  return [
    ...strays.map(({ instanceId }) => `the orchestration ${instanceId} is nobody’s and goes on`),
    ...freed.map(({ at, reason }) => `at ${at} a fleet had to be freed: ${reason}`),
  ];
}

/** Half an hour, and the minutes until it is shown. */
const LONGEST_WAIT_MS = 33 * 60_000;

/** Fleets that wait for as long as somebody asks them to (rule 10). */
export async function longWaits({ world }: Stage): Promise<string[]> {
  if (world.inside.host.crashed) return [];
  const now = world.clock.now();
  return (await world.api.fleets()).flatMap(({ name, status: { waiting } }) =>
    waiting && Date.parse(waiting.until) - now > LONGEST_WAIT_MS
      ? [`${name} waits until ${waiting.until}`]
      : [],
  );
}

/** By then the slowest that came alone is late; a look follows within minutes. */
const LATE_WITHIN_MS = 20 * 60_000;

/** Listed instances that do not come to be ready, on no fleet's list of problems (rule 9). */
export async function silentAboutLate({ world, households }: Stage): Promise<string[]> {
  const problems = (await world.api.fleets()).flatMap(({ status }) => status.problems);
  const told = problems.flatMap(({ code, message }) => (code === 'instanceStuck' ? message : []));
  const coming = households
    .flatMap(({ fleet }) => world.outside.arm.sim.instances(scaleSetId(fleet)))
    .filter(
      ({ listed, deletingAt, provisioningState }) =>
        listed && deletingAt === null && provisioningState === 'Creating',
    );
  return coming
    .filter(({ createdAt }) => world.clock.now() - createdAt > LATE_WITHIN_MS)
    .filter(({ name }) => !told.some((message) => message.includes(name)))
    .map(
      ({ name, createdAt }) =>
        `${name} is being created since ${new Date(createdAt).toISOString()}, and nobody says so`,
    );
}
