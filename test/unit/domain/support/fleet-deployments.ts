import type { LedgerRow } from '../../../../shared/contracts/ledger.ts';
import type { PlannedDeployment } from '../../../../shared/contracts/reaction.ts';
import { absorbDeployments, isBusy } from '../../../../shared/domain/deployments/absorb-deployments.ts';
import { rowsDue } from '../../../../shared/domain/deployments/due.ts';
import { ownersOf, rowAfterEnd, rowAwaiting } from '../../../../shared/domain/deployments/end-deployment.ts';
import { isActive, type WantedRelease } from '../../../../shared/domain/deployments/seen-deployment.ts';
import { ATTEMPTS, type Event } from './fleet-story.ts';
import {
  chosen,
  type MadeDeployment,
  nowIn,
  type Planned,
  releaseOf,
  targetOf,
  type World,
} from './fleet-world.ts';

type Of<K extends Event['kind']> = Extract<Event, { kind: K }>;

/** Plans and requests both projects in their order, as the fleet's orchestration does. */
export function deploy(world: World): void {
  world.wanted.forEach((wanted, project) => {
    const planned = planProject(world, project);
    const made = [...world.deployments];
    world.log.push({
      ...{ kind: 'deploy', at: nowIn(world), project, wanted: [...world.wanted], made },
      ...planned,
    });
    world.rows = planned.absorbed.map((row) =>
      planned.due.includes(row) ? rowAwaiting(row, wanted, nowIn(world)) : row,
    );
    if (planned.due.length > 0) request(world, wanted, planned.due);
  });
}

function planProject(world: World, project: number): Planned {
  const wanted = world.wanted[project] as WantedRelease;
  const openVmIds = new Set(
    world.deployments
      .filter(({ deploymentId, projectId }) => world.open.has(deploymentId) && projectId === wanted.projectId)
      .flatMap(({ vmIds }) => vmIds),
  );
  const deployments = world.deployments.filter(({ projectId }) => projectId === wanted.projectId).reverse();
  const at = nowIn(world);
  const absorbed = world.rows.map((row) => absorbDeployments(row, wanted, { deployments, openVmIds, at }));
  const before = world.wanted.slice(0, project);
  const dueAmong = (rows: LedgerRow[]) =>
    rowsDue({ rows, wanted, before, attempts: ATTEMPTS, at })
      .filter(({ vmId }) => !openVmIds.has(vmId))
      .filter((row) => !isBusy(row, { deployments, at }));
  const due = dueAmong(absorbed);
  const requested = absorbed.map((row) => (due.includes(row) ? rowAwaiting(row, wanted, at) : row));
  return { absorbed, due, dueAgain: dueAmong(requested), openVmIds };
}

function request(world: World, wanted: WantedRelease, due: LedgerRow[]): void {
  const deploymentId = `Deployments-${world.step}-${wanted.projectId}`;
  world.deployments.push({
    ...{ deploymentId, projectId: wanted.projectId, releaseId: wanted.releaseId, isOurs: true },
    specificMachineIds: due.flatMap((row) => row.target?.machineId ?? []),
    deployedToMachineIds: [],
    created: nowIn(world),
    state: 'Executing',
    vmIds: due.map((row) => row.vmId),
  });
  world.open.add(deploymentId);
}

/** Those of a project run one after the other, so the first that is under way is the one that runs. */
function isFirstOfItsProject(each: MadeDeployment, index: number, active: MadeDeployment[]): boolean {
  return active.findIndex(({ projectId }) => projectId === each.projectId) === index;
}

/** A deployment under way comes to its end, with or without some of its machines. */
export function finish(world: World, { which, state, leftOut }: Of<'finish'>): void {
  const running = chosen(world.deployments.filter(isActive).filter(isFirstOfItsProject), which);
  if (!running) return;
  const named = [...running.specificMachineIds].sort();
  const deployedToMachineIds = named.filter((_id, index) => !leftOut.includes(index));
  const ended: MadeDeployment = { ...running, state, deployedToMachineIds, ranAt: nowIn(world) };
  world.deployments = world.deployments.map((each) => (each === running ? ended : each));
  if (world.open.delete(running.deploymentId)) settle(world, ended, 'ended');
}

/** Octopus forgets a deployment: a person deleted it, or its retention did. */
export function lose(world: World, { which }: Of<'lose'>): void {
  const lost = chosen(
    world.deployments.filter(({ state }) => state !== 'Success'),
    which,
  );
  if (!lost) return;
  world.deployments = world.deployments.filter((each) => each !== lost);
  if (world.open.delete(lost.deploymentId)) settle(world, lost, 'lost');
}

function settle(world: World, ended: MadeDeployment, kind: 'ended' | 'lost'): void {
  const planned: PlannedDeployment = {
    ...{ id: ended.deploymentId, reactionId: '', projectId: ended.projectId, projectName: ended.projectId },
    ...{ releaseId: ended.releaseId, version: ended.releaseId, deploymentId: ended.deploymentId },
    ...{ machineIds: ended.specificMachineIds, vmIds: ended.vmIds, marker: '', state: 'requested' },
    ...{ plannedAt: ended.created, reason: '' },
  };
  const ran = { deployment: ended, ranAt: ended.ranAt ?? ended.created };
  const ending = kind === 'ended' ? { kind, ...ran, why: '' } : { kind, why: '' };
  const context = { planned, ending, at: nowIn(world), owners: ownersOf(world.rows) };
  world.rows = world.rows.map((row) => rowAfterEnd(row, context));
}

/** Somebody else deploys one of a project's releases to one target. */
export function deployedByOthers(world: World, event: Of<'deployedByOthers'>): void {
  const { which, project, state, release } = event;
  const target = targetOf(world, which);
  const { projectId, releaseId } = releaseOf(project, release);
  if (!target) return;
  const isFree = !world.deployments.some((each) => each.projectId === projectId && isActive(each));
  const hasRun = isFree && !isActive({ state });
  world.deployments.push({
    ...{ deploymentId: `Deployments-${world.step}-others`, projectId, releaseId },
    state: isFree ? state : 'Queued',
    specificMachineIds: [target.machineId],
    deployedToMachineIds: hasRun ? [target.machineId] : [],
    ...(hasRun ? { ranAt: nowIn(world) } : {}),
    created: nowIn(world),
    vmIds: [],
  });
}
