import type { LedgerRow } from '../contracts/ledger.ts';
import { instanceState } from './instance-state.ts';
import { memberOf } from './members.ts';

/** What Azure showed in one look: the scale set and the whole list of its instances. */
export interface Sighting {
  /** The scale set that was looked at, its id in lower case; nothing is concluded about machines of others. */
  member: string;
  /** ISO 8601; when Azure was really asked. */
  at: string;
  capacity: number;
  scaleSetState: string;
  instances: SeenInstance[];
  /** How far apart two looks must be to count as two (rule 4). */
  secondLookSeconds: number;
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
}

/**
 * Why a look must not be taken as proof that an instance is gone (rule 4), or `undefined` when it may.
 * An empty list is never proof by itself; whether an emptied scale set may be pruned is for the planner to say.
 */
export function doubtAbout({
  capacity,
  scaleSetState,
  instances,
}: Pick<Sighting, 'capacity' | 'scaleSetState' | 'instances'>): string | undefined {
  if (scaleSetState.toLowerCase() !== 'succeeded') return `the scale set is ${scaleSetState}`;
  if (instances.length < capacity) return `the list shows ${instances.length} of ${capacity} instances`;
  if (instances.some((instance) => !instance.vmId)) return 'an instance in the list has no vmId';
  // Pages that shift while they are read show one instance twice, and leave out another.
  if (instancesById(instances).size < instances.length) return 'an instance is in the list twice';
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
  const doubt = doubtAbout(sighting);
  const kept = rows.map((row) => {
    const instance = seen.get(row.vmId);
    if (instance) return presentRow(row, instance, sighting);
    return doubt || memberOf(row, sighting.member) !== sighting.member ? row : missingRow(row, sighting);
  });
  const added = [...seen.values()].filter(({ vmId }) => !known.has(vmId));
  return [...kept, ...added.map((instance) => newRow(instance, sighting))];
}

function newRow(instance: SeenInstance, { at, member }: Sighting): LedgerRow {
  const state = instanceState(instance.provisioningState);
  return {
    ...instance,
    member,
    state,
    firstSeen: at,
    ...(state === 'ready' ? { readySince: at } : {}),
    health: 'unknown',
    releases: {},
    reason: reasonFor(instance.provisioningState),
  };
}

function presentRow(row: LedgerRow, instance: SeenInstance, { at, member }: Sighting): LedgerRow {
  const state = instanceState(instance.provisioningState);
  const unchanged =
    row.provisioningState === instance.provisioningState &&
    row.computerName === instance.computerName &&
    row.missingSince === undefined &&
    memberOf(row, member) === member &&
    row.state === state;
  if (unchanged) return row;
  const { missingSince: _back, goneReason: _dead, readySince, ...rest } = row;
  const ready = state === 'ready' ? { readySince: readySince ?? at } : {};
  return { ...rest, ...instance, ...ready, member, state, reason: reasonFor(instance.provisioningState) };
}

function missingRow(row: LedgerRow, { at, secondLookSeconds }: Sighting): LedgerRow {
  if (row.missingSince === undefined) {
    return { ...row, missingSince: at, reason: `missing from Azure’s list of ${at}` };
  }
  const secondsMissing = (Date.parse(at) - Date.parse(row.missingSince)) / 1000;
  if (row.state === 'gone' || secondsMissing < secondLookSeconds) return row;
  const reason = `missing from Azure’s lists of ${row.missingSince} and ${at}`;
  return { ...row, state: 'gone', reason, goneReason: reason };
}

function reasonFor(provisioningState: string): string {
  return `Azure says ${provisioningState}`;
}
