import * as z from 'zod';
import { Hint } from '../contracts/hint.ts';
import type { HintBatch } from '../contracts/hint.ts';
import type { HintInbox } from '../ports/stores.ts';
import { millisecondsOf } from './newest-first.ts';
import { shortHash } from './row-key.ts';
import { keyAfter } from './row-store.ts';
import type { Partition, RowStore, StoredRow } from './row-store.ts';
import { parseIfReadable } from './stored-value.ts';

/** More wait for the next look. */
const MOST_PER_COLLECT = 5000;
const EXAMPLES = 10;
/** Above every hint's key, which starts with a year. */
const BELOW_ALL = { from: '', below: ':' };
const WAKING = '~waking';
const WakingClaim = z.object({ at: z.string() });
/** Below Event Grid's first retry, which must find a claim lapsed whose owner died before it could ring. */
const CLAIM_COUNTS_FOR_MS = 8000;
const THROUGH = /^([^|]+)\|([^|]+)$/;

const inboxOf = (fleet: string): Partition => ({ table: 'hints', partitionKey: fleet });

/** The hints over `rows`: one row and one write each, in the order in which they were received. */
export function createHintInbox(rows: RowStore): HintInbox {
  return {
    async add(fleet, hint) {
      await rows.write(inboxOf(fleet), [{ do: 'put', key: keyOf(hint), value: hint }]);
    },
    async claimWaking(fleet, at) {
      const row = await rows.get(inboxOf(fleet), WAKING);
      const claim = row && parseIfReadable(WakingClaim, row);
      const age = claim ? Date.parse(at) - Date.parse(claim.at) : Number.NaN;
      if (Math.abs(age) < CLAIM_COUNTS_FOR_MS) return false;
      await rows.write(inboxOf(fleet), [{ do: 'put', key: WAKING, value: { at } }]);
      return true;
    },
    async releaseWaking(fleet) {
      await rows.write(inboxOf(fleet), [{ do: 'remove', key: WAKING }]);
    },
    async collect(fleet) {
      // Before the list is read: a hint that comes too late for the list then finds no claim, and rings.
      await rows.write(inboxOf(fleet), [{ do: 'remove', key: WAKING }]);
      return asBatch(await rows.list(inboxOf(fleet), { ...BELOW_ALL, take: MOST_PER_COLLECT }));
    },
    async clear(fleet, through) {
      const [, lastKey, writtenAt] = THROUGH.exec(through) ?? [];
      if (lastKey === undefined || writtenAt === undefined) return;
      const upTo = await rows.list(inboxOf(fleet), { ...BELOW_ALL, below: keyAfter(lastKey) });
      // A hint that was received before the last one collected, but written after it, was not in the batch: it stays.
      const collected = upTo.filter((row) => row.writtenAt <= writtenAt);
      await rows.write(
        inboxOf(fleet),
        collected.map(({ key }) => ({ do: 'remove', key })),
      );
    },
  };
}

/** The time without its dot, which would have to be escaped, and a hash: the same hint from a retry takes the same row. */
function keyOf({ id, receivedAt }: Hint): string {
  const time = new Date(millisecondsOf(receivedAt)).toISOString().replace('.', ':');
  return `${time}-${shortHash(id)}`;
}

/** A hint that cannot be read still says "look": it is counted (as `unreadable`) and cleared like the others. */
function asBatch(rows: StoredRow[]): HintBatch {
  const hints = rows.map((row) => parseIfReadable(Hint, row));
  const readable = hints.filter((hint) => hint !== undefined);
  return {
    count: rows.length,
    distinct: new Set(rows.map((row, index) => hints[index]?.id ?? row.key)).size,
    sources: countBy(hints.map((hint) => hint?.source ?? 'unreadable')),
    examples: readable.slice(-EXAMPLES),
    approvedRemovals: readable.reduce((most, hint) => Math.max(most, hint.approvedRemovals ?? 0), 0),
    through: throughOf(rows),
  };
}

function throughOf(rows: StoredRow[]): string {
  const last = rows.at(-1);
  if (!last) return '';
  const writtenAt = rows.reduce((latest, row) => (row.writtenAt > latest ? row.writtenAt : latest), '');
  return `${last.key}|${writtenAt}`;
}

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
