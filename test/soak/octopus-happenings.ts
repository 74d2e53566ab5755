import { thumbprintOf } from '../../local/launcher/machines-on.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { Target } from '../../local/octopus-server/model.ts';
import type { FaultEffect } from '../../local/octopus-server/side-door-model.ts';
import { ENVIRONMENT } from '../support/world.ts';
import type { Happening, Stage } from './stage.ts';
import { MOST, PROJECTS } from './town.ts';

/** Every effect that the simulated Octopus knows. */
const FAULTS: readonly {
  method?: string;
  path?: string;
  task?: string;
  effect: FaultEffect;
  most: number;
}[] = [
  { effect: { type: 'reset' }, most: 30 },
  { effect: { type: 'hang' }, most: 3 },
  { effect: { type: 'slow', milliseconds: 8000 }, most: 10 },
  { effect: { type: 'status', status: 429, retryAfter: 15 }, most: 5 },
  { effect: { type: 'status', status: 429, retryAfter: 86_400 }, most: 1 },
  { effect: { type: 'status', status: 500 }, most: 10 },
  { effect: { type: 'status', status: 503 }, most: 30 },
  { method: 'POST', effect: { type: 'answer-lost' }, most: 4 },
  { method: 'POST', effect: { type: 'late', milliseconds: 40_000 }, most: 1 },
  {
    method: 'POST',
    path: '^deployments',
    effect: { type: 'status', status: 400, message: 'Not now.' },
    most: 12,
  },
  {
    method: 'POST',
    path: '^deployments',
    effect: { type: 'status', status: 403, message: 'Not you.' },
    most: 12,
  },
  { task: 'Deploy', effect: { type: 'task-fails', message: 'no luck' }, most: 2 },
  { task: 'Health', effect: { type: 'task-fails', message: 'no luck' }, most: 2 },
  { task: 'Deploy', effect: { type: 'task-stuck' }, most: 1 },
];

const octopusSuffers: Happening = ({ world, draw }) => {
  const fault = draw.of(FAULTS);
  if (!fault) return undefined;
  const { most, ...seed } = fault;
  world.outside.octopus.sim.fault({ ...seed, after: draw.int(0, 4), times: draw.int(1, most) });
  return JSON.stringify(seed);
};

const octopusIsRightAgain: Happening = ({ world }) => {
  world.outside.octopus.sim.clearFaults();
  return 'all of it';
};

/** Something that befalls one deployment target. */
function toATarget(act: (stage: Stage, target: Target) => void): Happening {
  return (stage) => {
    const { sim } = stage.world.outside.octopus;
    const ours = sim.list('machines').filter(({ Name }) => !stage.world.foreign.has(Name));
    const target = stage.draw.of(ours);
    if (!target) return undefined;
    act(stage, target);
    return target.Name;
  };
}

const change = (IsDisabled: boolean): Happening =>
  toATarget(({ world, disablings }, { Id, IsDisabled: before }) => {
    world.outside.octopus.sim.change('machines', Id, { IsDisabled });
    if (IsDisabled && !before) disablings.push({ id: Id, at: world.clock.now() });
  });

const tentacleTroubled: Happening = ({ world, draw, households }) => {
  world.witness.observe();
  const { sim } = world.outside.octopus;
  const listening = households.filter(({ story }) => story.connection?.kind !== 'polling');
  const keys = listening.map(({ fleet }) => fleet);
  const running = world.outside.arm.sim
    .instances()
    .filter((vm) => vm.running && keys.some((fleet) => vm.scaleSet.endsWith(`/${fleet}`)));
  const vm = draw.of(running);
  if (!vm) return undefined;
  const now = world.clock.now();
  const trouble =
    draw.int(0, 1) === 0
      ? { outages: [{ from: now, until: now + 600_000 }] }
      : { healthyFrom: now + 600_000 };
  sim.setTentacle({
    host: vm.privateIp,
    thumbprint: thumbprintOf(vm.vmId, vm.timesReimaged),
    until: null,
    ...trouble,
  });
  return `${vm.name} ${Object.keys(trouble).join()}`;
};

/** A trouble is a machine's: whoever has its address after it, or is that machine made anew, answers for itself. */
export function forgetOldTroubles({ world }: Pick<Stage, 'world'>): void {
  const { arm, octopus } = world.outside;
  const certificates = new Map(
    arm.sim
      .instances()
      .filter(({ running }) => running)
      .map(({ privateIp, vmId, timesReimaged }) => [privateIp, thumbprintOf(vmId, timesReimaged)]),
  );
  for (const { Id, thumbprint } of octopus.sim.list('tentacles')) {
    const [host = ''] = Id.split(':');
    if (!Id.startsWith('poll:') && certificates.get(host) !== thumbprint) octopus.sim.removeTentacle(host);
  }
}

const releasedAndDeployed: Happening = ({ world, draw }) => {
  const { sim } = world.outside.octopus;
  const project = sim.list('projects').find(({ Name }) => Name === draw.of(PROJECTS));
  if (!project) return undefined;
  const known = sim.list('releases').filter(({ ProjectId }) => ProjectId === project.Id);
  const Version = `1.${known.length}.0`;
  const { Id: ReleaseId } = sim.add('releases', { ProjectId: project.Id, Version });
  const EnvironmentId = sim.list('environments').find(({ Name }) => Name === ENVIRONMENT)?.Id ?? '';
  sim.recordDeployment({ ReleaseId, EnvironmentId });
  return `${project.Name} ${Version}`;
};

/** So many partial deployments of others that ours are far behind them. */
const othersDeployMuch: Happening = ({ world, draw }) => {
  const count = draw.int(90, 130);
  const release = draw.of(world.outside.octopus.sim.list('releases'));
  if (release) deployMuch({ world }, release.Id, count);
  return `${count} times`;
};

function deployMuch({ world }: Pick<Stage, 'world'>, ReleaseId: string, count: number): void {
  const { sim } = world.outside.octopus;
  const EnvironmentId = sim.list('environments')[0]?.Id ?? '';
  const past = { ReleaseId, EnvironmentId, SpecificMachineIds: ['Machines-0'], DeployedToMachineIds: [] };
  for (let each = 0; each < count; each++) sim.recordDeployment(past);
}

/** What may befall the request for a newcomer; `follows` is tried until it says that it came about. */
const TROUBLES: Record<string, Befalls> = {
  // Its target is disabled before the deployment begins.
  leftOut: {
    follows: (trouble) => {
      const { world, disablings } = trouble.stage;
      const ours = askedSince(trouble);
      for (const id of ours?.SpecificMachineIds ?? []) {
        world.outside.octopus.sim.change('machines', id, { IsDisabled: true });
        disablings.push({ id, at: world.clock.now() });
      }
      return ours !== undefined;
    },
  },
  refused: {
    fault: { effect: { type: 'status', status: 400, message: 'Not now.' }, times: 3 },
    follows: () => true,
  },
  // Others deploy so much at once that it is not among the newest.
  lost: {
    fault: { effect: { type: 'answer-lost' }, times: 1 },
    follows: (trouble) => {
      const ours = askedSince(trouble);
      if (ours) deployMuch(trouble.stage, ours.ReleaseId, 120);
      return ours !== undefined;
    },
  },
  // For some minutes, in which the newcomer is gone without a sign.
  outlived: {
    fault: { effect: { type: 'status', status: 503 }, times: 8 },
    follows: ({ stage: { world }, asked, scaleSet }) => {
      if (timesAsked(world) <= asked) return false;
      world.witness.observe();
      const newest = world.outside.arm.sim.instances(scaleSet).findLast(({ listed }) => listed);
      if (newest) world.outside.arm.sim.removeInstance({ scaleSet, instance: newest.id });
      return true;
    },
  },
};

interface Befalls {
  fault?: { effect: FaultEffect; times: number };
  follows: (trouble: Trouble) => boolean;
}

interface Trouble {
  stage: Stage;
  /** How many deployments were made, and how often one was asked for, before it. */
  made: number;
  asked: number;
  scaleSet: string;
}

function askedSince({ stage, made }: Trouble) {
  const later = stage.world.outside.octopus.sim.list('deployments').slice(made);
  return later.find(({ Comments }) => Comments.includes('[fleet-conductor:'));
}

/** Refused requests as well. */
function timesAsked({ outside }: Stage['world']): number {
  return outside.octopus.calls()['POST deployments'] ?? 0;
}

/** A fleet grows, and something befalls the request for its newcomer. */
const aRequestMeetsTrouble: Happening = (stage) => {
  const { octopus, arm } = stage.world.outside;
  const household = stage.draw.of(
    stage.households.filter(({ story }) => story.connection?.kind !== 'polling'),
  );
  const [name, trouble] = stage.draw.of(Object.entries(TROUBLES)) ?? [];
  if (!household || !trouble) return undefined;
  const scaleSet = scaleSetId(household.fleet);
  const { length } = arm.sim.instances(scaleSet).filter(({ listed }) => listed);
  if (length >= MOST) return undefined;
  arm.sim.setCapacity(scaleSet, length + 1);
  if (trouble.fault) octopus.sim.fault({ method: 'POST', path: '^deployments$', ...trouble.fault });
  const made = octopus.sim.list('deployments').length;
  const before = { stage, made, asked: timesAsked(stage.world), scaleSet };
  stage.sequels.push(() => trouble.follows(before));
  return `${household.fleet}: ${name}`;
};

const aPersonCancels: Happening = async ({ world, draw }) => {
  const { octopus } = world.outside;
  const running = octopus.sim
    .list('tasks')
    .filter(({ Name, State }) => Name === 'Deploy' && State === 'Executing');
  const task = draw.of(running);
  if (!task) return undefined;
  await cancel(octopus.url, task);
  return task.Id;
};

/** As a person does in Octopus's own pages. */
export async function cancel(url: string, { SpaceId, Id }: { SpaceId: string; Id: string }): Promise<void> {
  const headers = { 'X-Octopus-ApiKey': 'API-LOCAL' };
  await fetch(`${url}/api/${SpaceId}/tasks/${Id}/cancel`, { method: 'POST', headers }).then(
    (answer) => answer.text(),
    () => undefined,
  );
}

export const OCTOPUS: Readonly<Record<string, [weight: number, Happening]>> = {
  octopusSuffers: [8, octopusSuffers],
  octopusIsRightAgain: [3, octopusIsRightAgain],
  targetRemoved: [2, toATarget(({ world }, { Id }) => world.outside.octopus.sim.deleteMachine(Id))],
  targetDisabled: [2, change(true)],
  targetEnabled: [3, change(false)],
  tentacleTroubled: [3, tentacleTroubled],
  releasedAndDeployed: [3, releasedAndDeployed],
  othersDeployMuch: [1, othersDeployMuch],
  aRequestMeetsTrouble: [4, aRequestMeetsTrouble],
  aPersonCancels: [1, aPersonCancels],
};
