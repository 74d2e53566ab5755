import type { LedgerRow } from '../../contracts/ledger.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { PlannedDeployment } from '../../contracts/reaction.ts';
import type { CareKind, Told } from '../../contracts/timeline.ts';
import { namesOf } from '../wording.ts';
import type { EndState } from './end-deployment.ts';

export function toldPlan(planned: PlannedDeployment, targets: { name: string }[]): Told {
  const message = planned.isRunbook
    ? `Runs ${release(planned)} on ${namesOf(targets)}`
    : `Deploys ${release(planned)} to ${namesOf(targets)}`;
  const data = { machines: planned.machineIds.length };
  return { kind: 'deploymentPlanned', subject: planned.id, message, reason: planned.reason, data };
}

export function toldNothingToDeploy(projectName: string, problem: Problem): Told {
  const message = `Deploys nothing of ${projectName}`;
  return { kind: 'nothingToDeploy', subject: projectName, message, reason: problem.message };
}

/** `found`: an earlier request of it had arrived, though its answer was lost. */
export function toldRequest(planned: PlannedDeployment, found: boolean): Told {
  const { id, deploymentId, machineIds } = planned;
  const message = `Requested ${deploymentId} (${release(planned)}) on ${machineIds.length} machines`;
  const reason = found ? 'found: an earlier request of it had arrived' : planned.reason;
  const data = { deploymentId, machineIds: machineIds.slice(0, 100) };
  return { kind: 'deploymentRequested', subject: id, message, reason, data };
}

export function toldDropped(planned: PlannedDeployment, reason: string): Told {
  const message = `${release(planned)} is not asked for`;
  return { kind: 'deploymentDropped', subject: planned.id, message, reason };
}

export function toldWaiting({ id, projectName, taskId, link }: PlannedDeployment): Told {
  const message = `${projectName} waits for a person in Octopus`;
  const where = link === undefined ? '' : `, to be answered at ${link}`;
  const reason = `task ${taskId ?? ''} has a pending interruption${where}`;
  return { kind: 'deploymentWaits', subject: id, message, reason, ...(link ? { data: { link } } : {}) };
}

export function toldGoesOn({ id, projectName, waitsSince = '' }: PlannedDeployment): Told {
  const message = `${projectName} waits for a person no more`;
  const reason = `its interruption, pending since ${waitsSince}, was answered in Octopus`;
  return { kind: 'deploymentGoesOn', subject: id, message, reason };
}

/** `refused`: what Octopus said against it. */
export function toldOverdue(planned: PlannedDeployment, why: string, refused?: string): Told {
  const { id, deploymentId = '', link } = planned;
  const does = refused === undefined ? 'Cancels' : 'Cannot cancel';
  const message = `${does} ${deploymentId} (${release(planned)})`;
  const reason = refused === undefined ? why : refused;
  return { kind: 'deploymentOverdue', subject: id, message, reason, ...(link ? { data: { link } } : {}) };
}

/** Nothing is wrong: it is asked for again when the freeze is over. */
export function toldFrozen(planned: PlannedDeployment, reason: string): Told {
  const message = `${release(planned)} on ${planned.machineIds.length} machines waits for a deployment freeze to end`;
  return { kind: 'deploymentFrozen', subject: planned.id, message, reason };
}

const END_KINDS: Record<EndState, CareKind> = {
  succeeded: 'deploymentSucceeded',
  failed: 'deploymentFailed',
  cancelled: 'deploymentCancelled',
  refused: 'deploymentRefused',
};

/** `changed`: the rows after it. */
export function toldDeploymentEnd(
  planned: PlannedDeployment,
  { state, why, changed }: { state: EndState; why: string; changed: LedgerRow[] },
): Told[] {
  const { id, projectId, machineIds } = planned;
  const message = `${release(planned)} on ${machineIds.length} machines: ${state}`;
  const end: Told = { kind: END_KINDS[state], subject: id, message, reason: why };
  const leftOut = changed.filter((row) => row.releases[projectId]?.state === 'leftOut');
  return leftOut.length === 0 ? [end] : [end, toldLeftOut(planned, leftOut)];
}

function toldLeftOut(planned: PlannedDeployment, leftOut: LedgerRow[]): Told {
  const message = `${release(planned)} did not go to ${namesOf(leftOut)}`;
  const reason =
    'it was deployed without them: disabled, unavailable, removed, or out of the deployment’s scope';
  return { kind: 'deploymentLeftOut', subject: planned.id, message, reason };
}

function release({ projectName, version }: PlannedDeployment): string {
  return `${projectName} ${version}`;
}
