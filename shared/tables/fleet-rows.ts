import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Fleet, type NamedFleet } from '../contracts/fleet.ts';
import { conflict, type ProblemError, transient } from '../contracts/problem.ts';
import type { FoundFleet } from '../ports/stores.ts';
import { prefixRange } from './row-store.ts';
import type { Partition, RowStore, StoredRow } from './row-store.ts';
import { parseIfReadable } from './stored-value.ts';

/** Fleets, their status, their members and the index by scale set share a partition, so that they change as one. */
export const FLEETS: Partition = { table: 'fleets', partitionKey: 'fleets' };
export const FLEET = 'fleet:';
/** So often a change is tried again that somebody else's change came before. */
export const ATTEMPTS = 10;

/** Which fleet has a scale set, as its base or as a member. */
export const ScaleSetOwner = z.object({ fleet: z.string(), scaleSet: z.string() });
/** All that is needed of the fleet before, even when the rest of it cannot be read. */
export const FormerFleet = z.object({
  scaleSet: z.string(),
  rollouts: z.object({ base: z.string() }).optional().catch(undefined),
});
/** A revision that is the fleet's, or since when its base has been live. */
export const Claim = z.object({ scaleSet: z.string(), since: z.string() });
export type Claim = z.infer<typeof Claim>;

export const fleetKey = (name: string) => FLEET + name;
export const statusKey = (name: string) => `status:${name}`;
export const baseKey = (name: string) => `member:${name}:base`;

/** Written with every fleet that is pointed at the server's targets: who judges them by a list notices those who came meanwhile. */
export const targetsKey = (server: string) => `targets:${hashOf(server)}`;

export function scaleSetKey(scaleSetId: string): string {
  return `scaleset:${hashOf(scaleSetId)}`;
}

export function memberKey(name: string, scaleSetId: string): string {
  return `member:${name}:${hashOf(scaleSetId)}`;
}

/** Those that can be read: one broken row must not keep the timer from all other fleets. */
export async function readableFleets(rows: RowStore): Promise<NamedFleet[]> {
  const found = await rows.list(FLEETS, prefixRange(FLEET));
  return found.flatMap((row) => {
    const fleet = parseIfReadable(Fleet, row);
    return fleet ? [{ name: row.key.slice(FLEET.length), fleet }] : [];
  });
}

export function foundFleet(row: StoredRow | undefined): FoundFleet {
  return { isThere: row !== undefined, fleet: row && parseIfReadable(Fleet, row) };
}

/** No name of a fleet has a colon. */
export function memberRows(rows: RowStore, name: string): Promise<StoredRow[]> {
  return rows.list(FLEETS, prefixRange(`member:${name}:`));
}

function hashOf(scaleSetId: string): string {
  return createHash('sha256').update(scaleSetId.toLowerCase()).digest('hex');
}

/** An index row counts only while its fleet says the same: one that a lost race left behind must not lock a scale set forever. */
export async function refuseIfTaken(rows: RowStore, ownerRow: StoredRow, name: string): Promise<void> {
  const owner = parseIfReadable(ScaleSetOwner, ownerRow);
  if (!owner || owner.fleet === name || !(await stillHas(rows, owner))) return;
  throw conflict(
    'scaleSetTaken',
    `Scale set ${owner.scaleSet} belongs to fleet ${owner.fleet}.`,
    `Choose another scale set, or delete fleet ${owner.fleet} first.`,
  );
}

async function stillHas(
  rows: RowStore,
  { fleet, scaleSet }: z.infer<typeof ScaleSetOwner>,
): Promise<boolean> {
  const row = await rows.get(FLEETS, fleetKey(fleet));
  const stored = row && parseIfReadable(FormerFleet, row);
  if (!stored) return false;
  if (scaleSetKey(stored.scaleSet) === scaleSetKey(scaleSet)) return true;
  return (await rows.get(FLEETS, memberKey(fleet, scaleSet))) !== undefined;
}

export function fleetContention(name: string): ProblemError {
  return transient('fleetContention', `Fleet ${name} is being changed by others all the time.`, 1);
}
