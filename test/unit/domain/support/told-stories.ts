import fc from 'fast-check';
import type { Sighting } from '../../../../shared/domain/take-look.ts';
import { story } from './fleet-story.ts';
import type { Entry, World } from './fleet-world.ts';
import { liveThrough } from './live-through.ts';

export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

/** Checks every decision of one kind in many stories; fast-check prints the seed and the shortest story that fails. */
export function forEvery<K extends Entry['kind']>(
  kind: K,
  check: (entry: EntryOf<K>, before: Entry[], world: World) => void,
): void {
  fc.assert(
    fc.property(story, (each) => {
      const world = liveThrough(each);
      world.log.forEach((entry, index) => {
        if (entry.kind === kind) check(entry as EntryOf<K>, world.log.slice(0, index), world);
      });
    }),
    { numRuns: 200 },
  );
}

/** Decisions of one kind, in their order. */
export function entriesOf<K extends Entry['kind']>(log: Entry[], kind: K): EntryOf<K>[] {
  return log.filter((entry): entry is EntryOf<K> => entry.kind === kind);
}

/** Said again here in other words than the domain’s: may this list be believed about who is not in it? */
export function isProof({ scaleSetState, instances, capacity }: Sighting): boolean {
  const ids = instances.map(({ vmId }) => vmId);
  const complete = ids.length >= capacity && !ids.includes('') && new Set(ids).size === ids.length;
  return complete && /^succeeded$/i.test(scaleSetState);
}

/** Whether two of these moments are so far apart. */
export function areApart(moments: string[], seconds: number): boolean {
  const times = moments.map((moment) => Date.parse(moment));
  return times.length > 1 && Math.max(...times) - Math.min(...times) >= seconds * 1000;
}

/** The looks that lacked an instance since it was last listed, as far as they can be believed. */
export function proofsAgainst(vmId: string, before: Entry[]): string[] {
  const looks = entriesOf(before, 'look').map(({ sighting }) => sighting);
  const lastSeen = looks.findLastIndex(({ instances }) => instances.some((each) => each.vmId === vmId));
  return looks
    .slice(lastSeen + 1)
    .filter(isProof)
    .map(({ at }) => at);
}
