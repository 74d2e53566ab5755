import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { Target } from '../../local/octopus-server/model.ts';
import type { Api } from './api.ts';
import { fleetBody } from './fleet-story.ts';
import type { Given } from './given.ts';
import { type Act, SCALE_SETS } from './ownership-story.ts';
import { registersItself } from './self-registration.ts';
import type { When } from './when.ts';
import type { Vm } from './witness.ts';
import type { World } from './world.ts';

/** Where a story of two installations takes place, and what only the people in it know. */
export interface Dispute {
  world: World;
  given: Given;
  when: When;
  /** By installation. */
  apis: Map<string, Api>;
  /** Which fleets, as `installation/fleet`, were ever pointed at a scale set, by its id in lower case. */
  pointed: Map<string, Set<string>>;
  /** What an operator let go of by its id, as `installation target`. */
  letGo: Set<string>;
}

export const MARK = 'fleet-conductor.';

type Acting = {
  [W in Act['what']]: (dispute: Dispute, act: Extract<Act, { what: W }>) => Promise<void> | void;
};

/** Lets it happen; what cannot be at the moment does not. */
export async function happen(dispute: Dispute, act: Act): Promise<void> {
  const acting = ACTING[act.what] as (dispute: Dispute, act: Act) => Promise<void> | void;
  await acting(dispute, act);
}

const ACTING: Acting = {
  put: async ({ apis, pointed }, { by, fleet, which, roles, ownerRole, polls }) => {
    const id = scaleSetId(nth(SCALE_SETS[by] ?? [], which) ?? '');
    const body = fleetBody(fleet, {
      ...{ scaleSet: id, roles, ...(ownerRole === undefined ? {} : { ownerRole }) },
      ...{ wait: { deadlineMinutes: 3 }, register: { waitMinutes: 1 } },
      ...(polls ? { connection: { kind: 'polling' } } : {}),
    });
    const answer = await apis.get(by)?.send('PUT', `/api/fleets/${fleet}`, body);
    if (!answer || answer.status >= 300) return;
    const fleets = pointed.get(id.toLowerCase()) ?? new Set();
    pointed.set(id.toLowerCase(), fleets.add(`${by}/${fleet}`));
  },
  approved: async ({ world, apis }, { by, fleet, removals }) => {
    // Those of scale sets of before may go while they run: that is what is agreed to.
    if (removals > 0)
      for (const each of SCALE_SETS[by] ?? []) world.letGo.add(scaleSetId(each).toLowerCase());
    await apis.get(by)?.send('POST', `/api/fleets/${fleet}/reconcile`, { approveRemovals: removals });
  },
  letGo: async ({ world, apis, letGo }, { by, fleet, which }) => {
    const target = nth(targets(world), which);
    if (!target) return;
    world.letGo.add(target.Id);
    letGo.add(`${by} ${target.Id}`);
    await apis.get(by)?.send('POST', `/api/fleets/${fleet}/reconcile`, { letGo: [target.Id] });
  },
  deleted: async ({ apis }, { by, fleet }) => {
    await apis.get(by)?.send('DELETE', `/api/fleets/${fleet}`);
  },
  scaled: ({ when }, { scaleSet, to }) => when.scaledTo(to, scaleSet),
  replaced: ({ world, when }, { scaleSet, which }) => {
    const listed = world.outside.arm.sim.instances(scaleSetId(scaleSet)).filter((vm) => vm.listed);
    const vm = nth(listed, which);
    if (vm) when.instanceIsReplaced(vm.id, scaleSet);
  },
  registerThemselves: ({ world, pointed }, { scaleSet, roles, marks }) => {
    const there = new Set(targets(world).map(({ Thumbprint }) => Thumbprint));
    const fleets = pointed.get(scaleSetId(scaleSet).toLowerCase());
    const isLie = marks.some((mark) => !fleets?.has(fleetOf(mark)));
    for (const vm of vmsOf(world, scaleSet).filter((each) => !there.has(world.witness.certificateOf(each)))) {
      registersItself(world, vm, { roles: [...roles, ...marks], name: vm.record.computerName });
      // Whose mark it carries looks for it in another scale set, and finds nobody there.
      if (isLie) world.letGo.add(vm.vmId);
    }
  },
  handMade: async ({ world, given }, { roles, marks }) => {
    const name = `db-${targets(world).length}-${world.clock.now()}`;
    await given.aHandMadeTarget(name, [...roles, ...marks]);
    // Whoever gives it a mark gives it away.
    if (marks.length > 0) world.foreign.delete(name);
  },
  marksChanged: ({ world }, { which, marks }) => {
    const target = nth(targets(world), which);
    if (!target) return;
    const others = target.Roles.filter((role) => !role.startsWith(MARK));
    // A mark in place of another would be a lie about the machine, and nobody could know.
    const Roles = marks.length === 0 ? others : [...new Set([...target.Roles, ...marks])];
    world.outside.octopus.sim.change('machines', target.Id, { Roles });
    if (marks.length > 0) world.foreign.delete(target.Name);
  },
};

/** `installation/fleet`, as in `pointed`. */
export function fleetOf(mark: string): string {
  return mark.slice(MARK.length).replace('.', '/');
}

function targets({ outside }: World): Target[] {
  return outside.octopus.sim.list('machines');
}

function vmsOf({ outside, witness }: World, scaleSet: string): Vm[] {
  const running = outside.arm.sim.instances(scaleSetId(scaleSet)).filter((vm) => vm.running);
  const ids = new Set(running.map(({ vmId }) => vmId));
  return witness.vms().filter(({ vmId }) => ids.has(vmId));
}

function nth<T>(items: T[], which: number): T | undefined {
  return items[which % Math.max(1, items.length)];
}
