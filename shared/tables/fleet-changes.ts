import { isDeepStrictEqual } from 'node:util';
import type { Fleet } from '../contracts/fleet.ts';
import type { Putting } from '../ports/stores.ts';
import {
  ATTEMPTS,
  baseKey,
  Claim,
  fleetContention,
  fleetKey,
  FLEETS,
  FormerFleet,
  foundFleet,
  memberKey,
  memberRows,
  readableFleets,
  refuseIfTaken,
  scaleSetKey,
  statusKey,
  targetsKey,
} from './fleet-rows.ts';
import type { Change, RowStore, StoredRow } from './row-store.ts';
import { parseIfReadable } from './stored-value.ts';

interface Put extends Putting {
  name: string;
  fleet: Fleet;
}

/** What was there before. */
interface Found {
  before: StoredRow | undefined;
  owner: StoredRow | undefined;
  members: StoredRow[];
  /** Of the server whose targets the fleet is newly pointed at. */
  targets?: { key: string; before: StoredRow | undefined };
}

export async function putFleet(rows: RowStore, put: Put): Promise<'created' | 'replaced'> {
  const { name, fleet } = put;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const [before, owner, members] = await Promise.all([
      rows.get(FLEETS, fleetKey(name)),
      rows.get(FLEETS, scaleSetKey(fleet.scaleSet)),
      memberRows(rows, name),
    ]);
    const found = foundFleet(before);
    put.fits?.(found);
    const targets = await judgeTargets(rows, put, found.fleet);
    if (owner) await refuseIfTaken(rows, owner, name);
    // Somebody else wrote the fleet, took the scale set or came to the targets since they were read: look again.
    if ((await rows.write(FLEETS, changes(put, { before, owner, members, ...targets }))) === 'written')
      return before ? 'replaced' : 'created';
  }
  throw fleetContention(name);
}

/** The row is read before the list, and must be the same when the fleet is written: so nobody came in between. */
async function judgeTargets(
  rows: RowStore,
  { name, fleet, sharesNone }: Put,
  before: Fleet | undefined,
): Promise<Pick<Found, 'targets'>> {
  const { octopus } = fleet;
  if (!octopus || isDeepStrictEqual(octopus, before?.octopus)) return {};
  const key = targetsKey(octopus.server);
  const targets = { key, before: await rows.get(FLEETS, key) };
  if (sharesNone) sharesNone((await readableFleets(rows)).filter((other) => other.name !== name));
  return { targets };
}

function changes(put: Put, found: Found): Change[] {
  const { name, fleet } = put;
  const value = { fleet: name, scaleSet: fleet.scaleSet };
  return [
    changeOf(fleetKey(name), fleet, found.before),
    changeOf(scaleSetKey(fleet.scaleSet), value, found.owner),
    ...(found.targets ? [changeOf(found.targets.key, { fleet: name }, found.targets.before)] : []),
    ...releaseFormer(put, found),
    ...forgetFormerLife(found),
    ...noteBase(put, found),
  ];
}

function changeOf(key: string, value: unknown, before: StoredRow | undefined): Change {
  if (!before) return { do: 'insert', key, value };
  return { do: 'replace', key, value, version: before.version };
}

/** The base of before, unless a rollout made it a member: then it stays one. */
function releaseFormer({ name, fleet }: Put, { before, members }: Found): Change[] {
  const former = before && parseIfReadable(FormerFleet, before);
  if (!former || scaleSetKey(former.scaleSet) === scaleSetKey(fleet.scaleSet)) return [];
  if (members.some(({ key }) => key === memberKey(name, former.scaleSet))) return [];
  return [{ do: 'remove', key: scaleSetKey(former.scaleSet) }];
}

/** Claimed while a fleet of this name was being deleted. */
function forgetFormerLife({ before, members }: Found): Change[] {
  return before ? [] : members.map(({ key }): Change => ({ do: 'remove', key }));
}

/** Since when the base has been live; of one that was so before this was noted nobody knows. */
function noteBase({ name, fleet, at }: Put, { before, members }: Found): Change[] {
  const key = baseKey(name);
  const row = members.find((each) => each.key === key);
  const noted = row && parseIfReadable(Claim, row);
  const isLive = fleet.rollouts.base === 'live';
  const isNoted = noted !== undefined && scaleSetKey(noted.scaleSet) === scaleSetKey(fleet.scaleSet);
  if (isLive && (isNoted || wasLive(fleet, before))) return [];
  if (isLive && at !== undefined)
    return [{ do: 'put', key, value: { scaleSet: fleet.scaleSet, since: at } satisfies Claim }];
  return row ? [{ do: 'remove', key }] : [];
}

function wasLive({ scaleSet }: Fleet, before: StoredRow | undefined): boolean {
  const former = before && parseIfReadable(FormerFleet, before);
  if (!former || scaleSetKey(former.scaleSet) !== scaleSetKey(scaleSet)) return false;
  return former.rollouts?.base !== 'template';
}

export async function deleteFleet(rows: RowStore, name: string): Promise<'deleted' | 'absent'> {
  const [before, members] = await Promise.all([rows.get(FLEETS, fleetKey(name)), memberRows(rows, name)]);
  if (!before) return 'absent';
  const held = [before, ...members].flatMap((row) => parseIfReadable(FormerFleet, row)?.scaleSet ?? []);
  const keys = [...members.map(({ key }) => key), ...held.map(scaleSetKey)];
  await rows.write(FLEETS, [
    { do: 'remove', key: fleetKey(name) },
    { do: 'remove', key: statusKey(name) },
    ...[...new Set(keys)].map((key): Change => ({ do: 'remove', key })),
  ]);
  return 'deleted';
}
