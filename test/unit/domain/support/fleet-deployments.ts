import type { LedgerRow } from '../../../../shared/contracts/ledger.ts';
import {
  absorbDeployments,
  outcomeOf,
  rowsDue,
  type WantedRelease,
  withRelease,
} from '../../../../shared/domain/plan-deployments.ts';
import { ATTEMPTS, type Event } from './fleet-story.ts';
import { chosen, type MadeDeployment, nowIn, type Planned, targetOf, type World } from './fleet-world.ts';

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
      planned.due.includes(row) ? asRequested(row, wanted, nowIn(world)) : row,
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
    rowsDue({ rows, wanted, before, attempts: ATTEMPTS, at }).filter(({ vmId }) => !openVmIds.has(vmId));
  const due = dueAmong(absorbed);
  const requested = absorbed.map((row) => (due.includes(row) ? asRequested(row, wanted, at) : row));
  return { absorbed, due, dueAgain: dueAmong(requested), openVmIds };
}

function request(world: World, wanted: WantedRelease, due: LedgerRow[]): void {
  const deploymentId = `Deployments-${world.step}-${wanted.projectId}`;
  world.deployments.push({
    ...{ deploymentId, projectId: wanted.projectId, releaseId: wanted.releaseId },
    specificMachineIds: due.flatMap((row) => row.target?.machineId ?? []),
    deployedToMachineIds: [],
    created: nowIn(world),
    state: 'Executing',
    vmIds: due.map((row) => row.vmId),
  });
  world.open.add(deploymentId);
}

function asRequested(row: LedgerRow, wanted: WantedRelease, at: string): LedgerRow {
  const own = row.releases[wanted.projectId];
  const attempts = own?.releaseId === wanted.releaseId ? own.attempts : 0;
  const { releaseId, version } = wanted;
  return withRelease(row, wanted, { releaseId, version, state: 'requested', attempts, at });
}

/** A deployment under way comes to its end. */
export function finish(world: World, { which, success }: Of<'finish'>): void {
  const running = chosen(
    world.deployments.filter(({ state }) => outcomeOf(state) === undefined),
    which,
  );
  if (!running) return;
  const ended: MadeDeployment = {
    ...running,
    state: success ? 'Success' : 'Failed',
    deployedToMachineIds: success ? running.specificMachineIds : [],
  };
  world.deployments = world.deployments.map((each) => (each === running ? ended : each));
  if (world.open.delete(running.deploymentId)) settle(world, ended);
}

/** Octopus forgets a deployment: a person deleted it, or its retention did. */
export function lose(world: World, { which }: Of<'lose'>): void {
  const lost = chosen(
    world.deployments.filter(({ state }) => state !== 'Success'),
    which,
  );
  if (!lost) return;
  world.deployments = world.deployments.filter((each) => each !== lost);
  if (world.open.delete(lost.deploymentId)) settle(world, { ...lost, state: 'Failed' });
}

function settle(world: World, { projectId, releaseId, vmIds, state, deploymentId }: MadeDeployment): void {
  world.rows = world.rows.map((row) => {
    const own = row.releases[projectId];
    if (!vmIds.includes(row.vmId) || own?.releaseId !== releaseId || own.state !== 'requested') return row;
    const outcome = outcomeOf(state) ?? 'failed';
    const value = { ...own, state: outcome, attempts: own.attempts + 1, at: nowIn(world), deploymentId };
    return withRelease(row, { projectId }, value);
  });
}

/** Somebody else deploys the wanted release of a project to one target. */
export function deployedByOthers(world: World, event: Of<'deployedByOthers'>): void {
  const { which, project, state } = event;
  const target = targetOf(world, which);
  const wanted = world.wanted[project];
  if (!target || !wanted) return;
  world.deployments.push({
    ...{ deploymentId: `Deployments-${world.step}-others`, projectId: wanted.projectId, state },
    releaseId: wanted.releaseId,
    specificMachineIds: [target.machineId],
    deployedToMachineIds: state === 'Success' ? [target.machineId] : [],
    created: nowIn(world),
    vmIds: [],
  });
}
