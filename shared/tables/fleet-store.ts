import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Fleet, FleetStatus, type NamedFleet } from '../contracts/fleet.ts';
import { conflict, transient } from '../contracts/problem.ts';
import type { Fleets, Page } from '../ports/stores.ts';
import { readPage } from './newest-first.ts';
import { keyAfter, prefixRange } from './row-store.ts';
import type { Change, Partition, RowStore, StoredRow } from './row-store.ts';
import { parseIfReadable, parseStored } from './stored-value.ts';

/** Fleets, their status and the index by scale set share a partition, so that a fleet and its index row change as one. */
const FLEETS: Partition = { table: 'fleets', partitionKey: 'fleets' };
const FLEET = 'fleet:';
const PUT_ATTEMPTS = 10;
const OWNER_COUNTS_FOR_MS = 30_000;

/** Which fleet has a scale set. */
const ScaleSetOwner = z.object({ fleet: z.string(), scaleSet: z.string() });
/** All that is needed of the fleet before, even when the rest of it cannot be read. */
const FormerFleet = z.object({ scaleSet: z.string() });

const fleetKey = (name: string) => FLEET + name;
const statusKey = (name: string) => `status:${name}`;

function scaleSetKey(scaleSetId: string): string {
  return `scaleset:${createHash('sha256').update(scaleSetId.toLowerCase()).digest('hex')}`;
}

/** The fleets over `rows`. */
export function createFleets(rows: RowStore): Fleets {
  const read = (key: string) => rows.get(FLEETS, key);
  const owners = rememberOwners();
  return {
    async get(name) {
      const row = await read(fleetKey(name));
      return row && { name, fleet: parseStored(Fleet, row, FLEETS) };
    },
    async list() {
      const found = await rows.list(FLEETS, prefixRange(FLEET));
      // One broken row must not keep the timer from all other fleets; asked for by name it throws.
      return found.flatMap((row) => {
        const fleet = parseIfReadable(Fleet, row);
        return fleet ? [{ name: row.key.slice(FLEET.length), fleet }] : [];
      });
    },
    page: (page) => readFleets(rows, page),
    put: (name, fleet) => putFleet(rows, name, fleet).finally(() => owners.forget()),
    delete: (name) => deleteFleet(rows, name).finally(() => owners.forget()),
    async ofScaleSet(scaleSetId) {
      const key = scaleSetKey(scaleSetId);
      const known = owners.get(key);
      if (known !== undefined) return known;
      const row = await read(key);
      return row && owners.learn(key, parseStored(ScaleSetOwner, row, FLEETS).fleet);
    },
    async status(name) {
      const row = await read(statusKey(name));
      return row && parseStored(FleetStatus, row, FLEETS);
    },
    async saveStatus(name, status) {
      await rows.write(FLEETS, [{ do: 'put', key: statusKey(name), value: status }]);
    },
  };
}

/**
 * Whose a scale set is, for half a minute: every event asks. What another process changed meanwhile sends an event to the
 * fleet that had the scale set before; the change itself has told the one that has it now.
 */
function rememberOwners() {
  let known = new Map<string, { fleet: string; until: number }>();
  return {
    get(key: string): string | undefined {
      const owner = known.get(key);
      return owner && owner.until > performance.now() ? owner.fleet : undefined;
    },
    learn(key: string, fleet: string): string {
      known.set(key, { fleet, until: performance.now() + OWNER_COUNTS_FOR_MS });
      return fleet;
    },
    forget(): void {
      known = new Map();
    },
  };
}

/** Fleets and statuses sort alike, so the statuses of a page are one range too. */
async function readFleets(
  rows: RowStore,
  page: { take: number; before?: string },
): Promise<Page<NamedFleet & { status?: FleetStatus }>> {
  const { rows: found, ...next } = await readPage(rows, FLEETS, { ...page, prefix: FLEET });
  const names = found.map(({ key }) => key.slice(FLEET.length));
  const [first, last] = [names.at(0), names.at(-1)];
  if (first === undefined || last === undefined) return { items: [], ...next };
  const range = { from: statusKey(first), below: keyAfter(statusKey(last)) };
  const statuses = new Map((await rows.list(FLEETS, range)).map((row) => [row.key, row]));
  const items = found.flatMap((row, index) => {
    const name = names[index] ?? '';
    const fleet = parseIfReadable(Fleet, row);
    const status = statuses.get(statusKey(name));
    return fleet
      ? [{ name, fleet, ...(status ? { status: parseStored(FleetStatus, status, FLEETS) } : {}) }]
      : [];
  });
  return { items, ...next };
}

async function putFleet(rows: RowStore, name: string, fleet: Fleet): Promise<'created' | 'replaced'> {
  for (let attempt = 0; attempt < PUT_ATTEMPTS; attempt += 1) {
    const [before, owner] = await Promise.all([
      rows.get(FLEETS, fleetKey(name)),
      rows.get(FLEETS, scaleSetKey(fleet.scaleSet)),
    ]);
    if (owner) await refuseIfTaken(rows, owner, name);
    const changes = [
      fleetChange(name, fleet, before),
      ownerChange(name, fleet, owner),
      ...releaseFormer(fleet, before),
    ];
    // Somebody else wrote the fleet or took the scale set since it was read: look again.
    if ((await rows.write(FLEETS, changes)) === 'written') return before ? 'replaced' : 'created';
  }
  throw transient('fleetContention', `Fleet ${name} is being changed by others all the time.`, 1);
}

function fleetChange(name: string, fleet: Fleet, before: StoredRow | undefined): Change {
  const key = fleetKey(name);
  if (!before) return { do: 'insert', key, value: fleet };
  return { do: 'replace', key, value: fleet, version: before.version };
}

function ownerChange(name: string, fleet: Fleet, owner: StoredRow | undefined): Change {
  const key = scaleSetKey(fleet.scaleSet);
  const value = { fleet: name, scaleSet: fleet.scaleSet };
  if (!owner) return { do: 'insert', key, value };
  return { do: 'replace', key, value, version: owner.version };
}

function releaseFormer(fleet: Fleet, before: StoredRow | undefined): Change[] {
  const former = before && parseIfReadable(FormerFleet, before);
  if (!former || scaleSetKey(former.scaleSet) === scaleSetKey(fleet.scaleSet)) return [];
  return [{ do: 'remove', key: scaleSetKey(former.scaleSet) }];
}

/** An index row counts only while its fleet says the same: one that a lost race left behind must not lock a scale set forever. */
async function refuseIfTaken(rows: RowStore, ownerRow: StoredRow, name: string): Promise<void> {
  const owner = parseIfReadable(ScaleSetOwner, ownerRow);
  if (!owner || owner.fleet === name) return;
  const ownerFleet = await rows.get(FLEETS, fleetKey(owner.fleet));
  const claimed = ownerFleet && parseIfReadable(FormerFleet, ownerFleet);
  if (!claimed || scaleSetKey(claimed.scaleSet) !== ownerRow.key) return;
  throw conflict(
    'scaleSetTaken',
    `Scale set ${owner.scaleSet} belongs to fleet ${owner.fleet}.`,
    `Choose another scale set, or delete fleet ${owner.fleet} first.`,
  );
}

async function deleteFleet(rows: RowStore, name: string): Promise<'deleted' | 'absent'> {
  const before = await rows.get(FLEETS, fleetKey(name));
  if (!before) return 'absent';
  const former = parseIfReadable(FormerFleet, before);
  const released: Change[] = former ? [{ do: 'remove', key: scaleSetKey(former.scaleSet) }] : [];
  await rows.write(FLEETS, [
    { do: 'remove', key: fleetKey(name) },
    { do: 'remove', key: statusKey(name) },
    ...released,
  ]);
  return 'deleted';
}
