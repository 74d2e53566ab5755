import type { LedgerRelease, LedgerRow } from '../contracts/ledger.ts';
import { isReady } from './standing.ts';

/** A deployment that somebody, we or others, made of a project to the fleet's environment. */
export interface SeenDeployment {
  deploymentId: string;
  releaseId: string;
  /** Empty for a full deployment. */
  specificMachineIds: string[];
  /** Machines it was really run on. */
  deployedToMachineIds: string[];
  /** ISO 8601. */
  created: string;
  /** Queued, Executing, Success, Failed, Canceled, TimedOut, Cancelling; Unknown when its task is gone. */
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
    .sort((a, b) => Date.parse(b.created) - Date.parse(a.created))[0];
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
  if (!found) return own?.state === 'requested' ? withoutRequest(row, wanted, context) : row;
  const seen = release(found, wanted);
  if (own?.deploymentId === seen.deploymentId && own.state === seen.state) return row;
  return withRelease(row, wanted, { ...seen, attempts: attemptsOf(own, wanted), at: context.at });
}

/** Attempts at another release do not count against this one. */
function attemptsOf(own: LedgerRelease | undefined, { releaseId }: WantedRelease): number {
  return own?.releaseId === releaseId ? own.attempts : 0;
}

function isDeployed(own: LedgerRelease | undefined, { releaseId }: WantedRelease): boolean {
  return own?.releaseId === releaseId && own.state === 'deployed';
}

/** The row without a request that Octopus does not run any more; attempts that were ours stay counted. */
function withoutRequest(row: LedgerRow, { projectId }: WantedRelease, { deployments }: Absorb): LedgerRow {
  const { [projectId]: request, ...others } = row.releases;
  const runs = ({ deploymentId, state }: SeenDeployment) =>
    deploymentId === request?.deploymentId && ACTIVE.has(state);
  if (!request || deployments.some(runs)) return row;
  const failed: LedgerRelease = { ...request, state: 'failed' };
  const releases = request.attempts > 0 ? { ...others, [projectId]: failed } : others;
  return { ...row, releases, reason: `Octopus no longer runs deployment ${request.deploymentId ?? ''}` };
}

function covers(deployment: SeenDeployment, machineId: string, wanted: WantedRelease): boolean {
  const { deployedToMachineIds: reached, specificMachineIds: named, state } = deployment;
  if (deployment.releaseId !== wanted.releaseId) return false;
  if (state === 'Success') return reached.includes(machineId);
  return ACTIVE.has(state) && (named.includes(machineId) || reached.includes(machineId));
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
  return isReady(row) && row.target !== undefined && row.health === 'healthy';
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
