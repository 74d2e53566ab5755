import type { LedgerRelease, LedgerRow } from '../../contracts/ledger.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { PlannedDeployment } from '../../contracts/reaction.ts';
import { attemptsOf, withRelease } from './releases-of-row.ts';
import { type EndedDeployment, endOn, type EndOnMachine } from './seen-deployment.ts';

/** How a deployment that we asked for, or tried to ask for, came to its end. */
export type Ending =
  | { kind: 'ended'; deployment: EndedDeployment; ranAt?: string; why: string }
  | { kind: 'lost'; why: string }
  | Refusal;

interface Refusal {
  kind: 'refused';
  problem: Problem;
  /** How often any of its machines was put off before; they go on together. */
  times: number;
  /** Because of a deployment freeze. */
  frozen?: LedgerRelease['frozen'];
}

export interface EndContext {
  planned: PlannedDeployment;
  ending: Ending;
  at: string;
  /** Whom a target stands for by now, by machine id (`ownersOf`). */
  owners: Map<string, string>;
}

/** The vmIds of those that targets stand for, by machine id. */
export function ownersOf(rows: LedgerRow[]): Map<string, string> {
  return new Map(rows.flatMap(({ target, vmId }) => (target ? [[target.machineId, vmId] as const] : [])));
}

/** A refusal concerns the project, or whatever a person must change: asking more often than this helps nobody. */
const LONGEST_PAUSE_MINUTES = 30;
/** Octopus's clock and ours are not quite the same. */
const AFTER_THE_END_MS = 5000;
/** Only somebody else was in the way of these: they are asked for again at once. */
const AT_ONCE_SECONDS = 10;

/** The row after the end of the deployment that it awaited; a row that awaits no such thing is left alone. */
export function rowAfterEnd(row: LedgerRow, context: EndContext): LedgerRow {
  const { planned, ending, at } = context;
  const own = row.releases[planned.projectId];
  if (own?.releaseId !== planned.releaseId || own.state !== 'requested') return row;
  const machineId = planned.machineIds[planned.vmIds.indexOf(row.vmId)];
  if (machineId === undefined) return row;
  const { deploymentId, releaseId, version } = planned;
  const value: LedgerRelease = {
    ...{ releaseId, version, at },
    ...(deploymentId === undefined ? {} : { deploymentId }),
    ...(ending.kind === 'refused'
      ? refusedOn(own, { machineId, name: row.target?.name ?? machineId, refusal: ending }, context)
      : endedOn(own, endFor(row, { machineId, own }, context), context)),
  };
  const after = { ...withRelease(row, planned, value), reason: `${version} ${WORDS[value.state]}` };
  // It may be silent or disabled: its health is not what it was, until somebody has checked it.
  return value.state === 'leftOut' ? { ...after, health: 'unknown', checkDue: true } : after;
}

const WORDS: Record<LedgerRelease['state'], string> = {
  requested: 'is being deployed',
  deployed: 'deployed',
  failed: 'failed',
  refused: 'was refused',
  cancelled: 'was cancelled',
  leftOut: 'was deployed without it',
};

/** How often those that await the deployment were put off, at most. */
export function timesPutOff(rows: LedgerRow[], { vmIds, projectId }: PlannedDeployment): number {
  const awaiting = rows.filter(({ vmId }) => vmIds.includes(vmId));
  return Math.max(0, ...awaiting.map(({ releases }) => releases[projectId]?.putOff ?? 0));
}

/** The row that awaits a deployment which is planned now. */
export function rowAwaiting(
  row: LedgerRow,
  wanted: { projectId: string; releaseId: string; version: string },
  at: string,
): LedgerRow {
  const { releaseId, version, projectId } = wanted;
  const own = row.releases[projectId];
  const putOff = own?.releaseId === releaseId ? own.putOff : undefined;
  return {
    ...withRelease(row, wanted, {
      ...{ releaseId, version, state: 'requested' as const, attempts: attemptsOf(row, wanted), at },
      ...(putOff === undefined ? {} : { putOff }),
    }),
    reason: `${version} ${WORDS.requested}`,
  };
}

/** A crash came between the plan and the ledger: the row says nothing of a deployment that was planned for it. */
export function wasForgotten(row: LedgerRow, planned: PlannedDeployment): boolean {
  if (!planned.vmIds.includes(row.vmId) || (planned.state !== 'planned' && planned.state !== 'asking'))
    return false;
  const own = row.releases[planned.projectId];
  return own?.releaseId !== planned.releaseId || own.at < planned.plannedAt;
}

/**
 * That nobody at all was reached may be because of the machines; they are checked before they are asked for again, so
 * the second time it is the deployment that fails.
 */
function endFor(
  { vmId }: LedgerRow,
  { machineId, own }: { machineId: string; own: LedgerRelease },
  { ending, owners }: EndContext,
): EndOnMachine {
  // Another machine took the target over: what became of the deployment there says nothing of this one.
  if ((owners.get(machineId) ?? vmId) !== vmId) return 'leftOut';
  if (ending.kind !== 'ended') return 'failed';
  const { deployment } = ending;
  const failedForAll = deployment.state !== 'Success' && deployment.deployedToMachineIds.length === 0;
  const end = endOn(machineId, deployment) ?? 'failed';
  return end === 'leftOut' && failedForAll && (own.putOff ?? 0) > 0 ? 'failed' : end;
}

type PutOff = Pick<LedgerRelease, 'attempts' | 'putOff'>;
type Rest = Omit<LedgerRelease, 'releaseId' | 'version' | 'at'>;

function endedOn(own: LedgerRelease, end: EndOnMachine, { planned, ending, at }: EndContext): Rest {
  const why = ending.kind === 'refused' ? ending.problem.message : ending.why;
  const what = `${planned.projectName} ${planned.version}`;
  switch (end) {
    case 'deployed':
      return {
        ...{ state: end, attempts: own.attempts + 1 },
        ...(ending.kind === 'ended' && ending.ranAt !== undefined ? { ranAt: ending.ranAt } : {}),
      };
    case 'failed':
      return {
        ...{ state: end, attempts: own.attempts + 1, retryAt: inMinutes(at, own.attempts + 1) },
        message: `${what}: ${why}`,
      };
    case 'cancelled':
      return { state: end, attempts: own.attempts, message: what };
    case 'leftOut':
      return { ...putOff(own, at), state: end, message: what };
  }
}

/** Where Octopus names some of the machines in its refusal, the others need not suffer for them. */
function refusedOn(
  own: LedgerRelease,
  { machineId, name, refusal }: { machineId: string; name: string; refusal: Refusal },
  { planned, at }: EndContext,
): Rest {
  const { problem, frozen } = refusal;
  const said = problem.message;
  const isBlamed = mentions(said, machineId) || mentions(said, name);
  const isInnocent = !isBlamed && planned.machineIds.some((id) => mentions(said, id));
  const soon = { attempts: own.attempts, retryAt: inMinutes(at, AT_ONCE_SECONDS / 60) };
  return {
    ...(isInnocent ? soon : laterOn(own, refusal, at)),
    ...(frozen ? { frozen } : {}),
    ...{ state: 'refused', nextStep: problem.nextStep },
    message: `${planned.projectName} ${planned.version}: ${said}`,
    ...(isBlamed ? { isBlamed } : {}),
  };
}

function laterOn({ attempts }: LedgerRelease, { frozen, times }: Refusal, at: string) {
  const own = { attempts, putOff: times };
  return frozen ? afterFreeze(own, frozen, at) : putOff(own, at);
}

function mentions(text: string, word: string): boolean {
  const index = text.indexOf(word);
  return index >= 0 && !/[\w-]/.test(text.charAt(index + word.length));
}

/** Tried again after a minute, then after two, four, ... without using up an attempt. */
function putOff({ attempts, putOff: times = 0 }: PutOff, at: string) {
  const minutes = Math.min(2 ** times, LONGEST_PAUSE_MINUTES);
  return { attempts, putOff: times + 1, retryAt: inMinutes(at, minutes) };
}

/** When the freeze has ended; it may be lifted, or shortened, before. */
function afterFreeze(own: PutOff, { until }: { until?: string | undefined }, at: string) {
  if (until === undefined || until <= at) return putOff(own, at);
  const end = new Date(Date.parse(until) + AFTER_THE_END_MS).toISOString();
  const look = inMinutes(at, LONGEST_PAUSE_MINUTES);
  return { attempts: own.attempts, retryAt: end < look ? end : look };
}

function inMinutes(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}

/** How a planned deployment stands on record when it is over. */
export type EndState = 'succeeded' | 'failed' | 'cancelled' | 'refused';

export function stateAfter(ending: Ending): EndState {
  if (ending.kind !== 'ended') return ending.kind === 'refused' ? 'refused' : 'failed';
  const { state, failureEncountered } = ending.deployment;
  if (state === 'Canceled') return 'cancelled';
  return state === 'Success' || (state === 'Unknown' && !failureEncountered) ? 'succeeded' : 'failed';
}

export function reasonOf(ending: Ending): string {
  if (ending.kind === 'refused') return `${ending.problem.message} ${ending.problem.nextStep}`;
  return ending.why;
}
