import type { LedgerRelease, LedgerRow } from '../../contracts/ledger.ts';
import { attemptsOf, carries, withRelease } from './releases-of-row.ts';
import {
  endOn,
  isActive,
  isUnderWayOn,
  ranOn,
  type SeenDeployment,
  timeOf,
  type WantedRelease,
} from './seen-deployment.ts';

export interface Absorb {
  /** Of the project to the fleet's environment and tenant. */
  deployments: SeenDeployment[];
  /** Instances whose deployment is ours and still followed: left alone here. */
  openVmIds: Set<string>;
  at: string;
}

/**
 * The row after what was deployed to its machine, by whomever (R11). What is there is what ran last: the wanted release
 * counts as ours, one under way is waited for, another one makes the wanted one due again, and a request that
 * Octopus no longer knows is forgotten so that it can be made again.
 */
export function absorbDeployments(row: LedgerRow, wanted: WantedRelease, context: Absorb): LedgerRow {
  if (!row.target || context.openVmIds.has(row.vmId)) return row;
  const { machineId } = row.target;
  const last = newestRun(row, machineId, { wanted, ...context });
  const known = last ? withRun(row, last, { wanted, machineId, at: context.at }) : row;
  if (carries(known, wanted)) return known;
  const awaited = context.deployments.find(
    (each) => each.releaseId === wanted.releaseId && isUnderWayOn(machineId, each, context.at),
  );
  if (awaited) return asAwaited(known, awaited, { wanted, at: context.at });
  return known.releases[wanted.projectId]?.state === 'requested'
    ? withoutRequest(known, wanted, context)
    : known;
}

/** Something is being deployed to the machine, whichever release: what else is due waits for its end. */
export function isBusy(row: LedgerRow, { deployments, at }: Pick<Absorb, 'deployments' | 'at'>): boolean {
  const machineId = row.target?.machineId;
  return machineId !== undefined && deployments.some((each) => isUnderWayOn(machineId, each, at));
}

/** The last run that says what is on the machine. What ran before it was made anew is not there any more. */
function newestRun(
  { renewedAt }: LedgerRow,
  machineId: string,
  { deployments, wanted }: { deployments: SeenDeployment[]; wanted: WantedRelease },
): SeenDeployment | undefined {
  return deployments
    .filter((each) => ranOn(machineId, each) && tellsWhatIsThere(each, machineId, wanted))
    .filter((each) => renewedAt === undefined || timeOf(each) > Date.parse(renewedAt))
    .sort((a, b) => timeOf(b) - timeOf(a))[0];
}

/**
 * A run that failed leaves nobody knows what. It is made good by the wanted release where the fleet pins one, or
 * where it was ours; what others are about to bring to the environment is theirs to finish.
 */
function tellsWhatIsThere(run: SeenDeployment, machineId: string, wanted: WantedRelease): boolean {
  if (endOn(machineId, run) === 'deployed') return true;
  return run.releaseId !== wanted.releaseId && (wanted.since === undefined || run.isOurs === true);
}

interface Context {
  wanted: WantedRelease;
  machineId: string;
  at: string;
}

function withRun(row: LedgerRow, run: SeenDeployment, { wanted, machineId, at }: Context): LedgerRow {
  const isWanted = run.releaseId === wanted.releaseId;
  if (isKnown(row, run, wanted) || !(isWanted || replaces(row, run, wanted))) return row;
  const value: LedgerRelease = {
    releaseId: run.releaseId,
    version: isWanted ? wanted.version : run.releaseId,
    state: endOn(machineId, run) === 'deployed' ? 'deployed' : 'failed',
    deploymentId: run.deploymentId,
    attempts: isWanted ? attemptsOf(row, wanted) : 0,
    ranAt: run.ranAt ?? run.created,
    at,
    ...(isLeftThere(run, wanted) ? { insteadOf: wanted.releaseId } : {}),
  };
  return withRelease(row, wanted, value);
}

/** The ledger has this run, or a later one, or says of it all that matters. */
function isKnown(row: LedgerRow, run: SeenDeployment, { projectId, releaseId }: WantedRelease): boolean {
  const own = row.releases[projectId];
  if (own?.state !== 'deployed') return false;
  if (run.releaseId === releaseId && own.releaseId === releaseId) return true;
  return timeOf(run) <= Date.parse(own.ranAt ?? own.at);
}

/** Another release matters where it took the place of the wanted one, or where it is to stay. */
function replaces(row: LedgerRow, run: SeenDeployment, wanted: WantedRelease): boolean {
  return carries(row, wanted) || isLeftThere(run, wanted);
}

/** A person deployed it to this machine after the latest release was deployed to all: that was meant. */
function isLeftThere(run: SeenDeployment, { releaseId, since }: WantedRelease): boolean {
  if (since === undefined || run.isOurs || run.releaseId === releaseId) return false;
  return timeOf(run) > Date.parse(since);
}

function asAwaited(
  row: LedgerRow,
  awaited: SeenDeployment,
  { wanted, at }: Pick<Context, 'wanted' | 'at'>,
): LedgerRow {
  const own = row.releases[wanted.projectId];
  if (own?.state === 'requested' && own.deploymentId === awaited.deploymentId) return row;
  const { releaseId, version } = wanted;
  const attempts = attemptsOf(row, wanted);
  return withRelease(row, wanted, {
    ...{ releaseId, version, state: 'requested', deploymentId: awaited.deploymentId, attempts, at },
  });
}

/** The row without a request that Octopus does not run any more; attempts that were ours stay counted. */
function withoutRequest(row: LedgerRow, { projectId }: WantedRelease, { deployments }: Absorb): LedgerRow {
  const { [projectId]: request, ...others } = row.releases;
  const runs = (each: SeenDeployment) => each.deploymentId === request?.deploymentId && isActive(each);
  if (!request || deployments.some(runs)) return row;
  const failed: LedgerRelease = { ...request, state: 'failed' };
  const releases = request.attempts > 0 ? { ...others, [projectId]: failed } : others;
  return { ...row, releases, reason: `deployment ${request.deploymentId ?? ''} does not run any more` };
}
