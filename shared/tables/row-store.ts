/** Where rows live together: one transaction and one ordered read never reach beyond a partition. */
export interface Partition {
  /** Letters and digits only. */
  table: string;
  partitionKey: string;
}

/** A JSON value under its key, with what is needed to replace exactly this version of it. */
export interface StoredRow {
  key: string;
  value: unknown;
  /** Changes with every write of the row. */
  version: string;
  /** Sorts as the writes of the partition happened, whatever the keys say. */
  writtenAt: string;
}

/**
 * `put` writes whatever was there; `insert` wants no row there; `replace` wants that very version there;
 * `remove` is content when there is nothing.
 */
export type Change =
  | { do: 'put' | 'insert'; key: string; value: unknown }
  | { do: 'replace'; key: string; value: unknown; version: string }
  | { do: 'remove'; key: string };

/** Keys from `from` up to, not including, `below`, compared by UTF-16 code units. */
export interface KeyRange {
  from: string;
  below: string;
  /** At most so many rows, the first ones; all of them when absent. */
  take?: number;
}

/**
 * What all stores are written over: ordered rows of JSON, small enough that Azure Tables and SQLite mean the same by it.
 * Failures are `ProblemError`s; a row that is too large or a key that is too long is `InvalidInput`.
 */
export interface RowStore {
  get(partition: Partition, key: string): Promise<StoredRow | undefined>;
  /** Ascending by key, read to the end of the range. */
  list(partition: Partition, range: KeyRange): Promise<StoredRow[]>;
  /**
   * Up to 100 changes of together under 3 MiB are one transaction; more are several, in order. `conflict`: a condition
   * did not hold, and nothing of its transaction or of those after it was written. Of changes to the same key the last counts.
   */
  write(partition: Partition, changes: Change[]): Promise<'written' | 'conflict'>;
}

/** All keys that start with `prefix`, which must not be empty. */
export function prefixRange(prefix: string): KeyRange {
  const last = prefix.charCodeAt(prefix.length - 1);
  return { from: prefix, below: prefix.slice(0, -1) + String.fromCharCode(last + 1) };
}

/** The smallest key after `key`. */
export function keyAfter(key: string): string {
  return `${key}\u0000`;
}
