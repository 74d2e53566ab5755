import { TimelineEntry } from '../contracts/timeline.ts';
import type { Timeline } from '../ports/stores.ts';
import { createJournal } from './journal.ts';
import type { Partition, RowStore } from './row-store.ts';
import { parseStored } from './stored-value.ts';

const timelineOf = (fleet: string): Partition => ({ table: 'timeline', partitionKey: fleet });

/** The timelines over `rows`: a journal per fleet. */
export function createTimeline(rows: RowStore): Timeline {
  const journal = createJournal(rows);
  return {
    append: (fleet, entries) =>
      journal.put(
        timelineOf(fleet),
        entries.map(({ key, ...value }) => ({ key, at: value.at, value })),
      ),
    async read(fleet, page) {
      const partition = timelineOf(fleet);
      const { rows: found, ...next } = await journal.page(partition, page);
      return { items: found.map((row) => parseStored(TimelineEntry, row, partition)), ...next };
    },
  };
}
