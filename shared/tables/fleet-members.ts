import type { NamedFleet } from '../contracts/fleet.ts';
import type { Member } from '../contracts/member.ts';
import { permanent } from '../contracts/problem.ts';
import {
  ATTEMPTS,
  baseKey,
  Claim,
  fleetContention,
  fleetKey,
  FLEETS,
  FormerFleet,
  memberKey,
  memberRows,
  refuseIfTaken,
  ScaleSetOwner,
  scaleSetKey,
} from './fleet-rows.ts';
import type { Change, RowStore, StoredRow } from './row-store.ts';
import { parseIfReadable, parseStored } from './stored-value.ts';

/** The base, when it is live, and the revisions that were claimed, oldest first. */
export async function readMembers(rows: RowStore, { name, fleet }: NamedFleet): Promise<Member[]> {
  const found = await memberRows(rows, name);
  const base = fleet.rollouts.base === 'live' ? [baseOf({ name, fleet }, found)] : [];
  const revisions = found
    .filter(({ key }) => key !== baseKey(name) && (!base[0] || key !== memberKey(name, fleet.scaleSet)))
    .map((row): Member => ({ ...parseStored(Claim, row, FLEETS), role: 'revision' }))
    .sort((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
  return [...base, ...revisions];
}

function baseOf({ name, fleet }: NamedFleet, found: StoredRow[]): Member {
  const { scaleSet } = fleet;
  const row = found.find(({ key }) => key === baseKey(name));
  const noted = row && parseIfReadable(Claim, row);
  const isSame = noted !== undefined && scaleSetKey(noted.scaleSet) === scaleSetKey(scaleSet);
  return { scaleSet, role: 'base', ...(isSame ? { since: noted.since } : {}) };
}

/** The index and the member change as one, and only while the fleet is as it was read: it may be deleted at this moment. */
export async function claimMember(
  rows: RowStore,
  name: string,
  { scaleSet, at }: { scaleSet: string; at: string },
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const [fleet, owner, member] = await Promise.all([
      rows.get(FLEETS, fleetKey(name)),
      rows.get(FLEETS, scaleSetKey(scaleSet)),
      rows.get(FLEETS, memberKey(name, scaleSet)),
    ]);
    if (!fleet) throw fleetNotFound(name);
    if (owner) await refuseIfTaken(rows, owner, name);
    if (member && owner && parseIfReadable(ScaleSetOwner, owner)?.fleet === name) return;
    const changes = claiming({ name, scaleSet, at }, { fleet, owner });
    if ((await rows.write(FLEETS, changes)) === 'written') return;
  }
  throw fleetContention(name);
}

function claiming(
  { name, scaleSet, at }: { name: string; scaleSet: string; at: string },
  { fleet, owner }: { fleet: StoredRow; owner: StoredRow | undefined },
): Change[] {
  const key = scaleSetKey(scaleSet);
  const value = { fleet: name, scaleSet };
  return [
    { do: 'replace', key: fleet.key, value: fleet.value, version: fleet.version },
    owner ? { do: 'replace', key, value, version: owner.version } : { do: 'insert', key, value },
    { do: 'put', key: memberKey(name, scaleSet), value: { scaleSet, since: at } satisfies Claim },
  ];
}

export async function releaseMember(rows: RowStore, name: string, scaleSetId: string): Promise<void> {
  const [fleet, member] = await Promise.all([
    rows.get(FLEETS, fleetKey(name)),
    rows.get(FLEETS, memberKey(name, scaleSetId)),
  ]);
  if (!member) return;
  const stored = fleet && parseIfReadable(FormerFleet, fleet);
  const isBase = stored !== undefined && scaleSetKey(stored.scaleSet) === scaleSetKey(scaleSetId);
  await rows.write(FLEETS, [
    { do: 'remove', key: member.key },
    ...(isBase ? [] : [{ do: 'remove' as const, key: scaleSetKey(scaleSetId) }]),
  ]);
}

function fleetNotFound(name: string) {
  return permanent('fleetNotFound', `There is no fleet ${name}.`, 'Create it with PUT /api/fleets/{fleet}.');
}
