import fc from 'fast-check';
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

/** Whether two of these moments are so far apart. */
export function areApart(moments: string[], seconds: number): boolean {
  const times = moments.map((moment) => Date.parse(moment));
  return times.length > 1 && Math.max(...times) - Math.min(...times) >= seconds * 1000;
}

/**
 * The looks since an instance was last listed at which Azure, in truth, did not have it. One that Azure has deleted never
 * comes back under its vmId, so a proof is not undone by what the story lets come back unlisted.
 */
export function proofsAgainst(vmId: string, before: Entry[]): string[] {
  const looks = entriesOf(before, 'look');
  const lastListed = looks.findLastIndex(({ sighting }) =>
    sighting.instances.some((instance) => instance.vmId.toLowerCase() === vmId),
  );
  return looks
    .slice(lastListed + 1)
    .filter(({ there }) => !there.includes(vmId))
    .map(({ sighting }) => sighting.at);
}
