import type { HistoryEntry } from '../../local/octopus-server/sim/control.ts';
import { LOCAL_API_KEY } from '../../local/launcher/start-world.ts';
import { BY_HAND, successes, vmsByMachine } from './ground-truth.ts';
import { isThereAt, type Vm } from './witness.ts';
import { OUR_SIGNATURE } from './trusted-identity.ts';
import { WRONG_KEY, type World } from './world.ts';

/** Looks at VMs are this far apart at least before one is called gone; the default of `prune.secondLookSeconds`. */
const SECOND_LOOK_MS = 20_000;
/** A look is 90 s old at most when Octopus is asked; a slow one does it later. */
const OLDEST_LOOK_MS = 150_000;

/**
 * The rules that must never break (design, section 3), checked against the simulators' own books after every run.
 * Answers one sentence for each breach.
 */
export async function brokenRules(world: World, fleets: string[]): Promise<string[]> {
  const books = { world, vms: vmsByMachine(world), history: world.outside.octopus.sim.history() };
  return [
    ...wrongDeployments(books),
    ...repeatedReleases(books),
    ...wrongRegistrations(books),
    ...doubleTargets(books),
    ...wrongRemovals(books),
    ...(await overlaps(world, fleets)),
    ...world.witness.refusals.filter((code) => code === 'azureThrottled').map(() => 'ARM’s limits were hit'),
    ...(await failedOrchestrations(world)),
    ...hostErrors(world),
    ...(await leaks(world, fleets)),
  ];
}

interface Books {
  world: World;
  vms: Map<string, Vm>;
  history: HistoryEntry[];
}

/** Rules 5 and 7: each deployment names its machines, and each of them was ready when Azure was last looked at. */
function wrongDeployments({ world, vms, history }: Books): string[] {
  return history
    .filter(
      ({ what, by, facts }) =>
        /^(?:Deployment|RunbookRun)Queued$/.test(what) && by === 'api' && facts['comments'] !== BY_HAND,
    )
    .flatMap(({ at, facts }) => {
      const named = facts['specificMachineIds'] as string[];
      const id = String(facts['deploymentId']);
      if (named.length === 0) return [`${id} went to every machine there is`];
      return named.flatMap((machineId) => {
        // Who it was then: another may have the target by now. A certificate that a story gave is in no VM's books.
        const vm = world.witness.behind(certificateAt(history, machineId, at)) ?? vms.get(machineId);
        const name = vm?.name ?? machineId;
        if (!vm || !wasReady(world, vm, at)) return [`${id} went to ${name}, which was not ready`];
        return wasGone(vm, at - OLDEST_LOOK_MS) ? [`${id} went to ${name}, which was gone for minutes`] : [];
      });
    });
}

function wasGone(vm: Vm, time: number): boolean {
  return vm.record.createdAt <= time && !isThereAt(vm, time);
}

/** Rule 6: no VM got the release that it carried already, from whomever. */
function repeatedReleases({ world, vms, history }: Books): string[] {
  const carried = new Map<string, { release: string; id: string }>();
  return successes(world).flatMap(({ id, project, release, machineIds, at }) =>
    machineIds.flatMap((machineId) => {
      // Who it was then: another VM may have the target by now, and nothing is left of before on one that was reimaged.
      const certificate = certificateAt(history, machineId, at);
      const name = `${vms.get(machineId)?.name ?? machineId} (${certificate.slice(0, 6)})`;
      const before = carried.get(`${project} ${name}`);
      carried.set(`${project} ${name}`, { release, id });
      return before?.release === release ? [`${release} on ${name} by ${before.id} and again by ${id}`] : [];
    }),
  );
}

/** The certificate that a target had at a time. */
export function certificateAt(history: HistoryEntry[], machineId: string, time: number): string {
  const last = history.findLast(
    ({ at, facts }) => at <= time && facts['machineId'] === machineId && 'thumbprint' in facts,
  );
  return (last?.facts['thumbprint'] as string | null) ?? '';
}

/** Rule 7: what the app registered was ready when Azure was last looked at. */
function wrongRegistrations({ world, vms, history }: Books): string[] {
  return history
    .filter(({ what, by }) => what === 'Created' && by === 'api')
    .flatMap(({ at, facts }) => {
      const vm = vms.get(String(facts['machineId']));
      return vm && wasReady(world, vm, at)
        ? []
        : [`${String(facts['name'])} was registered, but was not ready`];
    });
}

function wasReady({ witness }: World, vm: Vm, at: number): boolean {
  const looks = witness.looksFor(vm, at);
  // Looks of the very same moment may have come after.
  const before = looks.findLast((look) => look.at < at);
  return looks.some((look) => (look === before || look.at === at) && look.ready.has(vm.vmId));
}

/** Rule 3: no VM has two targets. */
function doubleTargets({ world }: Books): string[] {
  const machines = world.outside.octopus.sim.list('machines');
  // A cloud region has none.
  const thumbprints = machines.flatMap(({ Thumbprint }) => Thumbprint ?? []);
  const twice = thumbprints.filter((one, index) => thumbprints.indexOf(one) !== index);
  return twice.flatMap((one) => {
    const vm = world.witness.behind(one);
    return vm && mayGo(world, vm) ? [] : [`${vm?.name ?? one} has two targets`];
  });
}

/** Rule 4: what was removed was the fleet's own, and its VM was missing in two looks. */
function wrongRemovals({ world, vms, history }: Books): string[] {
  return history
    .filter(({ what, by }) => what === 'Deleted' && by === 'api')
    .flatMap(({ at, facts }) => {
      const name = String(facts['name']);
      if (world.foreign.has(name) && !world.letGo.has(String(facts['machineId'])))
        return [`${name} was removed, and is nobody’s`];
      const vm = vms.get(String(facts['machineId']));
      return vm && !mayGo(world, vm) && !wasGoneInTwoLooks(world, vm, at)
        ? [`${name} was removed, but ${vm.name} was not missing in two looks far enough apart`]
        : [];
    });
}

/** People let go of it, or gave it away by a mark that is a lie. */
function mayGo({ letGo }: World, { vmId, record }: Vm): boolean {
  return letGo.has(record.scaleSet) || letGo.has(vmId);
}

function wasGoneInTwoLooks({ witness }: World, vm: Vm, at: number): boolean {
  // A list that keeps silent about one that is being deleted cannot be told from a right one.
  const { deletingAt = Infinity } = vm.record;
  const without = witness
    .looksFor(vm, at)
    .filter((look) => !look.there.has(vm.vmId) || look.at >= deletingAt);
  const [first, last] = [without.at(0), without.at(-1)];
  return (
    first !== undefined && last !== undefined && last.at - first.at >= SECOND_LOOK_MS && !isThereAt(vm, at)
  );
}

/** Rule 8: one reaction of a fleet at a time. */
async function overlaps({ api, clock }: World, fleets: string[]): Promise<string[]> {
  const perFleet = await Promise.all(fleets.map((fleet) => api.reactions(fleet)));
  const now = new Date(clock.now()).toISOString();
  return perFleet.flatMap((reactions) =>
    reactions.flatMap(({ id, startedAt }, index) => {
      const before = reactions[index - 1];
      return before && (before.finishedAt ?? now) > startedAt
        ? [`${id} began before ${before.id} ended`]
        : [];
    }),
  );
}

async function failedOrchestrations({ api }: World): Promise<string[]> {
  const failed = (await api.orchestrations()).filter(({ runtimeStatus }) => runtimeStatus === 'Failed');
  return failed.map(({ instanceId }) => `the orchestration ${instanceId} failed`);
}

function hostErrors({ logs }: World): string[] {
  return logs
    .filter(({ level }) => level === 'error' || level === 'critical')
    .map(({ message }) => `the host logged: ${message.slice(0, 1000)}`);
}

/** No key of Octopus anywhere that people or programs read. */
async function leaks({ api, outside }: World, fleets: string[]): Promise<string[]> {
  const instances = await api.orchestrations();
  const texts = await Promise.all([
    ...instances.map(({ instanceId }) => api.orchestrationText(instanceId)),
    ...fleets.flatMap((fleet) => [api.timeline(fleet), api.reactions(fleet), api.instances(fleet)]),
    api.fleets(),
    api.quarantined(),
  ]);
  const all = JSON.stringify(texts);
  const tokens = outside.octopus.sim.list('accesstokens').map(({ Id }) => Id);
  return [LOCAL_API_KEY, WRONG_KEY, OUR_SIGNATURE, ...tokens]
    .filter((key) => all.includes(key))
    .map((key) => `${key} can be read`);
}
