import type { Fleet } from '../../shared/contracts/fleet.ts';
import type { FleetAnswer } from '../../shared/view/answers.ts';
import { fleetPath } from '../api-paths.ts';
import type { Client } from '../client.ts';
import { type Difference, differenceInWords, differences } from '../show/differences.ts';

/** A fleet as a file wants it. */
export interface WantedFleet {
  name: string;
  text: string;
  fleet: Fleet;
}

/** What has to be done to one fleet; `etag` is of what it was seen to be. */
export type Deed =
  | { do: 'create'; name: string; text: string }
  | { do: 'keep'; name: string }
  | { do: 'change'; name: string; text: string; etag: string; changed: Difference[] }
  | { do: 'delete'; name: string; etag: string };

/** What makes the fleets like the files. */
export async function deedsFor(client: Client, wanted: WantedFleet[], prune: boolean): Promise<Deed[]> {
  const there = (await client.all<FleetAnswer>('/api/fleets?take=500')).map(({ name }) => name);
  const deeds: Deed[] = [];
  for (const each of wanted) {
    const { name, text } = each;
    deeds.push(there.includes(name) ? await changeOf(client, each) : { do: 'create', name, text });
  }
  const doomed = prune ? there.filter((name) => !wanted.some((each) => each.name === name)) : [];
  for (const name of doomed) {
    const { etag } = await client.getTagged(fleetPath(name));
    deeds.push({ do: 'delete', name, etag });
  }
  return deeds;
}

async function changeOf(client: Client, { name, text, fleet }: WantedFleet): Promise<Deed> {
  const { value, etag } = await client.getTagged<FleetAnswer>(fleetPath(name));
  const { name: _name, status: _status, ...before } = value;
  // As the answer has it: what is not there is not in JSON.
  const changed = differences(before, JSON.parse(JSON.stringify(fleet)));
  return changed.length === 0 ? { do: 'keep', name } : { do: 'change', name, text, etag, changed };
}

/** A deed for people and programs, without what only carrying it out needs. */
export interface ShownDeed {
  do: Deed['do'];
  name: string;
  changed: Difference[];
}

export function shownDeed(deed: Deed): ShownDeed {
  return { do: deed.do, name: deed.name, changed: deed.do === 'change' ? deed.changed : [] };
}

const SIGNS = { create: '+', change: '~', keep: '=', delete: '-' };

export function deedLines({ do: what, name, changed }: ShownDeed): string[] {
  return [`${SIGNS[what]} ${name}`, ...changed.map((each) => `    ${differenceInWords(each)}`)];
}
