import { ProblemError } from '../contracts/problem.ts';
import { keyAfter, prefixRange } from './row-store.ts';
import type { Partition, RowStore, StoredRow } from './row-store.ts';

const LATEST_MS = 9_999_999_999_999;
const PAGE_TOKEN = /^[\w-]{1,100}$/;
const MOST_PER_PAGE = 1000;

/** Milliseconds of an ISO time. Throws Bug `notATime` for anything else. */
export function millisecondsOf(time: string): number {
  const ms = Date.parse(time);
  if (ms >= 0 && ms <= LATEST_MS) return ms;
  throw new ProblemError({
    kind: 'Bug',
    code: 'notATime',
    message: `"${time.slice(0, 40)}" is not a time.`,
    nextStep: 'Report this.',
  });
}

/** 13 digits that sort the newest time first. */
export function newestFirst(time: string): string {
  return String(LATEST_MS - millisecondsOf(time)).padStart(13, '0');
}

/** What a page of rows is read from: rows under a prefix, after the token of the page before. */
export interface PageRequest {
  prefix: string;
  take: number;
  before?: string;
}

export interface RowPage {
  rows: StoredRow[];
  next?: string;
}

/** One page of a partition in key order, 1 to 1,000 rows. Throws InvalidInput `badPageToken`. */
export async function readPage(rows: RowStore, partition: Partition, page: PageRequest): Promise<RowPage> {
  const { prefix, before } = page;
  const take = Math.min(Math.max(1, Math.trunc(page.take)), MOST_PER_PAGE);
  const range = prefixRange(prefix);
  if (before !== undefined) range.from = keyAfter(prefix + checkedToken(before));
  const found = await rows.list(partition, { ...range, take: take + 1 });
  const shown = found.slice(0, take);
  const last = shown.at(-1);
  if (found.length <= take || !last) return { rows: shown };
  return { rows: shown, next: last.key.slice(prefix.length) };
}

function checkedToken(token: string): string {
  if (PAGE_TOKEN.test(token)) return token;
  throw new ProblemError({
    kind: 'InvalidInput',
    code: 'badPageToken',
    message: 'The page token is not one that this service gave.',
    nextStep: 'Start again from the first page.',
  });
}
