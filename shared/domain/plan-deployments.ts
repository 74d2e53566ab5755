import type { LedgerRelease, LedgerRow } from '../contracts/ledger.ts';

/** A deployment that somebody, we or others, made of a project to the fleet's environment. */
export interface SeenDeployment {
  deploymentId: string;
  releaseId: string;
  specificMachineIds: string[];
  deployedToMachineIds: string[];
  created: string;
  state: string;
}

export interface WantedRelease {
  projectId: string;
  releaseId: string;
  version: string;
}

const ACTIVE = new Set(['New', 'Queued', 'Executing', 'Cancelling']);
const FAILED = new Set(['Failed', 'Canceled', 'TimedOut']);

/** The newest deployment that succeeded and was not limited to some machines: what "the latest release" means (R8). */
export function latestFullSuccess<T extends SeenDeployment & { channelId: string }>(
  deployments: T[],
  channelId?: string,
): T | undefined {
  return deployments
    .filter((each) => each.state === 'Success' && each.specificMachineIds.length === 0)
    .filter((each) => channelId === undefined || each.channelId === channelId)
    .sort((a, b) => b.created.localeCompare(a.created))[0];
}

export interface Absorb {
  deployments: SeenDeployment[];
  /** Instances whose deployment is ours and still followed: left alone here. */
  openVmIds: Set<string>;
  at: string;
}

/**
 * The row after what others deployed to it (R11): a success of the wanted release counts as ours, one under way is
 * waited for, and a request of ours that Octopus no longer knows is forgotten so that it can be made again.
 */
export function absorbDeployments(row: LedgerRow, wanted: WantedRelease, context: Absorb): LedgerRow {
  const own = row.releases[wanted.projectId];
  if (!row.target || isDeployed(own, wanted) || context.openVmIds.has(row.vmId)) return row;
  const { machineId } = row.target;
  const found = context.deployments.find((each) => covers(each, machineId, wanted));
  if (!found) return own?.state === 'requested' ? forgetRequest(row, wanted.projectId) : row;
  return withRelease(row, wanted, {
    ...release(found, wanted),
    attempts: own?.attempts ?? 0,
    at: context.at,
  });
}

function isDeployed(own: LedgerRelease | undefined, { releaseId }: WantedRelease): boolean {
  return own?.releaseId === releaseId && own.state === 'deployed';
}

function forgetRequest(row: LedgerRow, projectId: string): LedgerRow {
  const { [projectId]: request, ...others } = row.releases;
  return {
    ...row,
    releases: others,
    reason: `Octopus no longer runs deployment ${request?.deploymentId ?? ''}`,
  };
}

function covers(deployment: SeenDeployment, machineId: string, wanted: WantedRelease): boolean {
  if (deployment.releaseId !== wanted.releaseId) return false;
  if (deployment.state === 'Success') return deployment.deployedToMachineIds.includes(machineId);
  return ACTIVE.has(deployment.state) && deployment.specificMachineIds.includes(machineId);
}

function release(found: SeenDeployment, { releaseId, version }: WantedRelease) {
  const state: LedgerRelease['state'] = found.state === 'Success' ? 'deployed' : 'requested';
  return { releaseId, version, state, deploymentId: found.deploymentId };
}

/** The row with a project's release set. */
export function withRelease(
  row: LedgerRow,
  { projectId }: { projectId: string },
  value: LedgerRelease,
): LedgerRow {
  return { ...row, releases: { ...row.releases, [projectId]: value } };
}

export interface Due {
  rows: LedgerRow[];
  wanted: WantedRelease;
  /** Projects that come before this one; an instance must carry them first. */
  before: WantedRelease[];
  attempts: number;
  at: string;
}

/**
 * The instances a release is due on (rules 6 and 7): alive, registered, healthy, carrying the projects before it, and
 * not having, awaiting or having used up its attempts of this very release.
 */
export function rowsDue({ rows, wanted, before, attempts, at }: Due): LedgerRow[] {
  return rows.filter((row) => {
    if (!isDeployable(row)) return false;
    if (!before.every((project) => carries(row, project))) return false;
    const own = row.releases[wanted.projectId];
    if (own?.releaseId !== wanted.releaseId) return own?.state !== 'requested';
    return own.state === 'failed' && own.attempts < attempts && mayRetry(own, at);
  });
}

/** Provisioned, still listed, registered and healthy. */
export function isDeployable(row: LedgerRow): boolean {
  return (
    row.state === 'ready' &&
    row.missingSince === undefined &&
    row.target !== undefined &&
    row.health === 'healthy'
  );
}

function carries(row: LedgerRow, wanted: WantedRelease): boolean {
  return isDeployed(row.releases[wanted.projectId], wanted);
}

/** A release that failed is tried again after a minute, then after two, ... */
function mayRetry({ attempts, at: failedAt }: LedgerRelease, at: string): boolean {
  return Date.parse(at) - Date.parse(failedAt) >= attempts * 60_000;
}

/** What a finished task means for the release on an instance; `undefined` while it runs. */
export function outcomeOf(taskState: string): 'deployed' | 'failed' | undefined {
  if (taskState === 'Success') return 'deployed';
  return FAILED.has(taskState) ? 'failed' : undefined;
}
