import type { LedgerRow } from '../contracts/ledger.ts';
import { instanceState, shownState } from './instance-state.ts';
import { memberOf } from './members.ts';
import { isPresent, isReady } from './standing.ts';

/** What Azure showed in one look: the scale set and the whole list of its instances. */
export interface Sighting {
  /** The scale set that was looked at, its id in lower case; nothing is concluded about machines of others. */
  member: string;
  /** ISO 8601; when Azure was really asked. */
  at: string;
  capacity: number;
  /** Empty when the scale set itself was not read this time. */
  scaleSetState: string;
  instances: SeenInstance[];
  /** How far apart two looks must be to count as two (rule 4). */
  secondLookSeconds: number;
  /** Answers about single instances that the list lacks, by vmId: whether Azure has them (see `toAskAbout`). */
  asked?: Map<string, boolean>;
}

/** One VM of a scale set. */
export interface SeenInstance {
  /** Empty when Azure has not given it one yet: then nobody can say who it is. */
  vmId: string;
  resourceId: string;
  instanceId: string;
  name: string;
  computerName: string;
  /** Creating, Updating, Succeeded, Failed, Deleting, Migrating. */
  provisioningState: string;
  /** running, deallocated, stopped, hibernated, ...; absent while Azure does not say. */
  power?: string;
  /** When its provisioning came to its end, as Azure tells (ISO 8601). */
  provisionedAt?: string;
  /** What tells its system disk from any other; absent while Azure does not say. */
  disk?: string;
  /** When Azure created it (ISO 8601). */
  createdAt?: string;
}

/** Empty, or fewer than there should be: a list that lacks pages, or a scale set that is short of machines. */
function isShort({ capacity, instances }: Sighting): boolean {
  return instances.length === 0 || instances.length < capacity || listsTwice(instances);
}

/** Scaled to zero, by its capacity, its list, and every single instance that Azure was asked about. */
function isEmptied({ capacity, instances, asked }: Sighting): boolean {
  return capacity === 0 && instances.length === 0 && ![...(asked?.values() ?? [true])].includes(true);
}

/** Pages that shift while they are read show one instance twice, and leave out another. */
function listsTwice(instances: SeenInstance[]): boolean {
  const ids = instances.flatMap(({ vmId }) => (vmId ? [vmId.toLowerCase()] : []));
  return new Set(ids).size < ids.length;
}

/**
 * Instances whose absence this list does not prove, because it is empty or shows fewer than there should be. Azure is to
 * be asked about each of them by name; those that were missing before come first.
 */
export function toAskAbout(rows: LedgerRow[], sighting: Sighting): LedgerRow[] {
  if (!isShort(sighting)) return [];
  const absent = rows.filter((row) => isAbsent(row, sighting) && row.state !== 'gone');
  return absent.sort((a, b) => Number(isPresent(a)) - Number(isPresent(b)));
}

/** Not in the list, also not as an instance that has no vmId at the moment. */
function isAbsent(row: LedgerRow, { member, instances }: Sighting): boolean {
  if (memberOf(row, member) !== member) return false;
  const resourceId = row.resourceId.toLowerCase();
  return !instances.some(({ vmId, resourceId: id }) =>
    vmId ? vmId.toLowerCase() === row.vmId : id.toLowerCase() === resourceId,
  );
}

/** Whether Azure has an instance that its own list lacks: then nothing is removed by such a list. */
export function contradictionIn({ asked }: Sighting): boolean {
  return [...(asked?.values() ?? [])].includes(true);
}

/**
 * Why a list must not be taken for the whole (rule 4), or `undefined` when it may: then no machine can be behind a target
 * that stands for none of it. Whether a single instance is gone is told by `toAskAbout` and the answers.
 */
export function doubtAbout(sighting: Sighting): string | undefined {
  const { capacity, scaleSetState, instances, asked } = sighting;
  if (contradictionIn(sighting)) return 'Azure has instances that its list lacks';
  if (instances.some((instance) => !instance.vmId)) return 'an instance in the list has no vmId';
  if (listsTwice(instances)) return 'an instance is in the list twice';
  const accounted = instances.length + (asked?.size ?? 0);
  // A failed scale set is at rest: nobody else is coming.
  if (accounted < capacity && scaleSetState.toLowerCase() !== 'failed')
    return `the list shows ${instances.length} of ${capacity} instances`;
  return undefined;
}

/** The instances by vmId in lower case, as the ledger keeps it; those without one are left out: nobody knows who they are. */
export function instancesById(instances: SeenInstance[]): Map<string, SeenInstance> {
  const known = instances.filter(({ vmId }) => vmId);
  return new Map(known.map((each) => [each.vmId.toLowerCase(), { ...each, vmId: each.vmId.toLowerCase() }]));
}

/**
 * The ledger after a look: newcomers added, states brought up to date, the missing marked with the time from which
 * they are missing, called gone when a second look lacks them too, or unmarked when they are back.
 * Returns all rows; unchanged ones are the same objects.
 */
export function rowsAfterLook(rows: LedgerRow[], sighting: Sighting): LedgerRow[] {
  const known = new Set(rows.map((row) => row.vmId));
  const seen = instancesById(sighting.instances);
  const unproven = new Set(toAskAbout(rows, sighting).map(({ vmId }) => vmId));
  const kept = rows.map((row) => {
    const instance = seen.get(row.vmId);
    if (instance) return presentRow(row, instance, sighting);
    if (memberOf(row, sighting.member) !== sighting.member) return row;
    if (!isAbsent(row, sighting)) return unseenRow(row, sighting, 'it is listed without its vmId');
    const isAsked = unproven.has(row.vmId) && !isEmptied(sighting);
    const found = isAsked ? sighting.asked?.get(row.vmId) : false;
    if (found === false) return missingRow(row, sighting);
    return found === undefined && row.missingSince ? row : unseenRow(row, sighting, 'that list is short');
  });
  const added = [...seen.values()].filter(({ vmId }) => !known.has(vmId));
  return [...kept, ...added.map((instance) => newRow(instance, sighting))];
}

function newRow(instance: SeenInstance, { at, member }: Sighting): LedgerRow {
  const { provisionedAt: _told, ...identity } = instance;
  const state = instanceState(instance);
  return {
    ...identity,
    member,
    state,
    stateSince: at,
    firstSeen: at,
    ...(state === 'ready' ? { readySince: at } : {}),
    health: 'unknown',
    releases: {},
    reason: `Azure says ${shownState(instance)}`,
  };
}

function presentRow(row: LedgerRow, instance: SeenInstance, sighting: Sighting): LedgerRow {
  const state = instanceState(instance);
  if (row.state === state && showsTheSame(row, instance, sighting)) return row;
  const { at, member } = sighting;
  const { missingSince: _back, unseenSince: _seen, goneReason: _dead, ...back } = row;
  const { readySince = at, power: _power, ...rest } = back;
  const { provisionedAt: _told, ...identity } = instance;
  return {
    ...{ ...rest, ...identity, member, state, reason: `Azure says ${shownState(instance)}` },
    ...(state === 'ready' ? { readySince } : {}),
    ...(state === 'stopped' ? WAS_OFF : {}),
    stateSince: row.state === state ? (row.stateSince ?? at) : at,
  };
}

function showsTheSame(row: LedgerRow, instance: SeenInstance, { member }: Sighting): boolean {
  return (
    row.provisioningState === instance.provisioningState &&
    row.power === instance.power &&
    row.computerName === instance.computerName &&
    isPresent(row) &&
    memberOf(row, member) === member
  );
}

/** Whatever its registry says of its health from now on was found out before it went off, until a check of ours. */
const WAS_OFF = { health: 'unknown', checkDue: true } as const;

/** Not in the list, which proves nothing: nothing is removed, and nothing done with it until it is seen again. */
function unseenRow(row: LedgerRow, { at }: Sighting, why: string): LedgerRow {
  const { missingSince, ...rest } = row;
  if (row.unseenSince !== undefined && missingSince === undefined) return row;
  return { ...rest, unseenSince: row.unseenSince ?? at, reason: `not in Azure’s list of ${at}: ${why}` };
}

function missingRow(row: LedgerRow, { at, secondLookSeconds }: Sighting): LedgerRow {
  const { unseenSince: _proven, ...rest } = row;
  if (row.missingSince === undefined)
    return { ...rest, missingSince: at, reason: `missing from Azure’s list of ${at}` };
  const secondsMissing = (Date.parse(at) - Date.parse(row.missingSince)) / 1000;
  if (row.state === 'gone' || secondsMissing < secondLookSeconds) return row;
  const reason = `missing from Azure’s lists of ${row.missingSince} and ${at}`;
  return { ...rest, state: 'gone', reason, goneReason: reason };
}

/** When the last of the instances that came since then was seen ready. */
export function lastReadyAt(rows: LedgerRow[], since: string): string | undefined {
  const came = rows.filter((row) => row.firstSeen >= since && isReady(row));
  return came
    .flatMap(({ readySince }) => readySince ?? [])
    .sort()
    .at(-1);
}
