import { Hint } from '../contracts/hint.ts';
import type { HintBatch } from '../contracts/hint.ts';
import type { HintInbox } from '../ports/stores.ts';
import { HintMail, type Inbox, WAKING } from './hint-mail.ts';
import { millisecondsOf } from './newest-first.ts';
import { shortHash } from './row-key.ts';
import { keyAfter } from './row-store.ts';
import type { Change, Partition, RowStore, StoredRow } from './row-store.ts';
import { parseIfReadable } from './stored-value.ts';

/** More wait for the next look. */
const MOST_PER_COLLECT = 5000;
const EXAMPLES = 10;
/** Above every hint's key, which starts with a year. */
const BELOW_ALL = { from: '', below: ':' };
const THROUGH = /^([^|]+)\|([^|]+)$/;

const inboxOf = (fleet: string): Partition => ({ table: 'hints', partitionKey: fleet });

/** The hints over `rows`: one row and one write each, in the order in which they were received. */
export function createHintInbox(rows: RowStore): HintInbox {
  const mailOf = mailsOver(rows);
  return {
    async add(fleet, hint) {
      await rows.write(inboxOf(fleet), [put(hint)]);
    },
    deliver: (fleet, hint) => mailOf(fleet).mail.deliver(hint),
    async releaseWaking(fleet) {
      mailOf(fleet).inbox.claimSeenAt = Number.NaN;
      await rows.write(inboxOf(fleet), [{ do: 'remove', key: WAKING }]);
    },
    async collect(fleet) {
      mailOf(fleet).inbox.claimSeenAt = Number.NaN;
      // Before the list is read: a hint that comes too late for the list then finds no claim, and rings.
      await rows.write(inboxOf(fleet), [{ do: 'remove', key: WAKING }]);
      return asBatch(await rows.list(inboxOf(fleet), { ...BELOW_ALL, take: MOST_PER_COLLECT }));
    },
    async oldest(fleet) {
      const [row] = await rows.list(inboxOf(fleet), { ...BELOW_ALL, take: 1 });
      return row && (parseIfReadable(Hint, row)?.receivedAt ?? row.writtenAt);
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

/** One for each fleet that this process has heard of. */
function mailsOver(rows: RowStore): (fleet: string) => { inbox: Inbox; mail: HintMail } {
  const mails = new Map<string, { inbox: Inbox; mail: HintMail }>();
  return (fleet) => {
    const known = mails.get(fleet);
    if (known) return known;
    const inbox: Inbox = { partition: inboxOf(fleet), put, claimSeenAt: Number.NaN };
    const made = { inbox, mail: new HintMail(rows, inbox) };
    mails.set(fleet, made);
    return made;
  };
}

function put(hint: Hint): Change {
  return { do: 'put', key: keyOf(hint), value: hint };
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
    ...(readable.some((hint) => hint.retryDeployments) ? { retryDeployments: true } : {}),
    ...letGoOf(readable),
    through: throughOf(rows),
  };
}

function letGoOf(hints: Hint[]): Pick<HintBatch, 'letGo'> {
  const letGo = [...new Set(hints.flatMap((hint) => hint.letGo ?? []))];
  return letGo.length > 0 ? { letGo } : {};
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
