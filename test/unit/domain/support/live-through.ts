import { linkTargets } from '../../../../shared/domain/targets/link-targets.ts';
import { planPruning } from '../../../../shared/domain/plan-pruning.ts';
import {
  doubtAbout,
  rowsAfterLook,
  type SeenInstance,
  toAskAbout,
} from '../../../../shared/domain/take-look.ts';
import { targetName } from '../../../../shared/domain/targets/target-name.ts';
import { deploy, deployedByOthers, finish, lose } from './fleet-deployments.ts';
import { MEMBER, OWNERSHIP } from './builders.ts';
import type { Event, Oddity, Story } from './fleet-story.ts';
import {
  hostNameOf,
  machineIn,
  machineOfVmId,
  type Naming,
  newWorld,
  nowIn,
  OWNER_ROLE,
  PLAIN,
  releaseOf,
  thumbprintOf,
  targetOf,
  vmIdOfMachine,
  type World,
} from './fleet-world.ts';

type Of<K extends Event['kind']> = Extract<Event, { kind: K }>;

/** Lets a fleet live through a story; its log has every decision that was made. */
export function liveThrough(story: Story, naming: Naming = PLAIN): World {
  const world = newWorld(story, naming);
  story.steps.forEach((step, index) => {
    world.step = index;
    world.seconds += step.seconds;
    happen(world, step);
    world.rows = naming.order(world.rows);
  });
  return world;
}

const HAPPENINGS: { [K in Event['kind']]: (world: World, event: Of<K>) => void } = {
  look,
  lookAgain: takeIn,
  sync,
  register,
  selfRegister,
  stray,
  removeTarget,
  health,
  prune,
  deploy,
  finish,
  lose,
  deployedByOthers,
  release,
};

function happen(world: World, event: Event): void {
  const happening = HAPPENINGS[event.kind] as (world: World, event: Event) => void;
  happening(world, event);
}

function look(world: World, { vacated, toggled, states, extraCapacity, setState, odd }: Of<'look'>): void {
  if (vacated) world.present.clear();
  for (const machine of toggled) if (!world.present.delete(machine)) world.present.add(machine);
  const listed = [...world.present].sort().map((each) => machineIn(world, each, states[each] ?? ''));
  world.sighting = {
    member: MEMBER,
    at: nowIn(world),
    capacity: Math.max(0, listed.length + extraCapacity),
    scaleSetState: setState,
    instances: world.naming.order(distorted(listed, odd)),
    secondLookSeconds: world.story.secondLookSeconds,
  };
  const asked = toAskAbout(world.rows, world.sighting).map(
    ({ vmId }) => [vmId, thereIn(world).includes(vmId)] as const,
  );
  world.sighting.asked = new Map(asked);
  takeIn(world);
}

/** The machines that Azure has, whatever its list shows. */
function thereIn(world: World): string[] {
  return [...world.present].map(vmIdOfMachine);
}

function distorted(listed: SeenInstance[], odd: Oddity): SeenInstance[] {
  const [first, ...rest] = listed;
  if (odd === 'empty' || first === undefined) return [];
  if (odd === 'nameless') return [{ ...first, vmId: '' }, ...rest];
  return odd === 'twice' && rest.length > 0 ? [first, first, ...rest.slice(1)] : listed;
}

/** Also what happens when an activity is repeated after a crash: the same look is taken in once more. */
function takeIn(world: World): void {
  const { sighting, rows: before } = world;
  if (!sighting) return;
  world.rows = rowsAfterLook(before, sighting);
  world.log.push({ kind: 'look', sighting, there: thereIn(world), before, rows: world.rows });
}

function sync(world: World): void {
  if (!world.sighting) return;
  const input = {
    ...{ rows: world.rows, orphans: world.orphans, targets: world.naming.order([...world.targets]) },
    ...{ roles: ['web'], ownership: OWNERSHIP, claimed: new Set<string>(), connection: 'listening' as const },
    ...{ at: nowIn(world), secondLookSeconds: world.story.secondLookSeconds },
    look: { at: world.sighting.at, trustworthy: doubtAbout(world.sighting) === undefined },
  };
  const linked = linkTargets(input);
  world.rows = linked.rows;
  world.orphans = linked.orphans;
  world.log.push({ kind: 'sync', input, linked });
}

/** Registering under a name that is there already finds what is there. */
function register(world: World): void {
  world.rows = world.rows.map((row) => {
    if (row.state !== 'ready' || row.missingSince !== undefined || row.target) return row;
    const machine = machineOfVmId(row.vmId);
    const name = targetName(row);
    const found = world.targets.find((target) => target.name === name) ?? {
      machineId: `Machines-${world.step}-${machine}`,
      name,
      roles: ['web', OWNER_ROLE],
      thumbprint: thumbprintOf(machine),
      healthStatus: 'Healthy',
    };
    if (!world.targets.includes(found)) world.targets.push(found);
    const { machineId, thumbprint = '' } = found;
    const target = { machineId, name, origin: 'registered' as const, thumbprint, since: nowIn(world) };
    return { ...row, target, health: 'healthy' as const };
  });
}

/** A polling Tentacle takes over whatever is registered under its host name, and brings its own certificate. */
function selfRegister(world: World, { machine }: Of<'selfRegister'>): void {
  const name = hostNameOf(world, machine);
  if (name === '') return;
  const taken = world.targets.find((target) => target.name === name);
  const machineId = taken?.machineId ?? `Machines-${world.step}-self`;
  const own = { machineId, name, roles: ['web'], thumbprint: thumbprintOf(machine), healthStatus: 'Healthy' };
  world.targets = [...world.targets.filter((target) => target !== taken), own];
}

function stray(world: World, { owned }: Of<'stray'>): void {
  const machineId = `Machines-${world.step}-stray`;
  const roles = ['web', owned ? OWNER_ROLE : 'fleet-conductor.test.other'];
  // Every other one is called as what we register: then it is no instance's that is there.
  const name = `stray-${world.step % 2 === 0 ? world.step : String(world.step).padStart(8, '0')}`;
  world.targets.push({ machineId, name, roles, healthStatus: 'Healthy' });
}

function removeTarget(world: World, { which }: Of<'removeTarget'>): void {
  const removed = targetOf(world, which);
  world.targets = world.targets.filter((target) => target !== removed);
}

function release(world: World, { project, release: number }: Of<'release'>): void {
  world.wanted[project] = releaseOf(project, number);
}

function health(world: World, { which, status }: Of<'health'>): void {
  const target = targetOf(world, which);
  world.targets = world.targets.map((each) => (each === target ? { ...each, healthStatus: status } : each));
  world.rows = world.rows.map(({ checkDue: _checked, ...row }) => row);
}

function prune(world: World, { approvedRemovals }: Of<'prune'>): void {
  const { rows, orphans, story } = world;
  const plan = planPruning({ rows, orphans, policy: story.policy, approvedRemovals });
  const removed = new Set(plan.remove.map(({ machineId }) => machineId));
  const forgotten = new Set([...plan.forget, ...plan.remove.map(({ vmId }) => vmId)]);
  world.targets = world.targets.filter(({ machineId }) => !removed.has(machineId));
  world.orphans = orphans.filter(({ machineId }) => !removed.has(machineId));
  world.rows = rows.filter(({ vmId }) => !forgotten.has(vmId));
  world.log.push({ kind: 'prune', approvedRemovals, rows, orphans, plan });
}
