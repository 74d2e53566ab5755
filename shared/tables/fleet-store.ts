import { Fleet, FleetStatus, type NamedFleet } from '../contracts/fleet.ts';
import type { Page } from '../ports/page.ts';
import type { Fleets } from '../ports/stores.ts';
import { deleteFleet, putFleet } from './fleet-changes.ts';
import { claimMember, readMembers, releaseMember } from './fleet-members.ts';
import {
  FLEET,
  fleetKey,
  FLEETS,
  foundFleet,
  readableFleets,
  ScaleSetOwner,
  scaleSetKey,
  statusKey,
} from './fleet-rows.ts';
import { readPage } from './newest-first.ts';
import { oneAfterTheOther } from './one-after-the-other.ts';
import { keyAfter } from './row-store.ts';
import type { RowStore } from './row-store.ts';
import { parseIfReadable, parseStored } from './stored-value.ts';

const OWNER_COUNTS_FOR_MS = 30_000;

/** The fleets over `rows`. */
export function createFleets(rows: RowStore): Fleets {
  const read = (key: string) => rows.get(FLEETS, key);
  const owners = rememberOwners();
  // Two that are put at one moment would each have to be judged anew by the other.
  const inTurn = oneAfterTheOther();
  return {
    async get(name) {
      const row = await read(fleetKey(name));
      return row && { name, fleet: parseStored(Fleet, row, FLEETS) };
    },
    find: async (name) => foundFleet(await read(fleetKey(name))),
    list: () => readableFleets(rows),
    page: (page) => readFleets(rows, page),
    put: (name, fleet, how = {}) =>
      inTurn(() => putFleet(rows, { name, fleet, ...how })).finally(() => owners.forget()),
    delete: (name) => deleteFleet(rows, name).finally(() => owners.forget()),
    members: (named) => readMembers(rows, named),
    claimMember: (name, claim) => claimMember(rows, name, claim).finally(() => owners.forget()),
    releaseMember: (name, scaleSetId) => releaseMember(rows, name, scaleSetId).finally(() => owners.forget()),
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
