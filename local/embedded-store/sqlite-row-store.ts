import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { escapeKey, unescapeKey } from '../../shared/tables/row-key.ts';
import type { Change, KeyRange, Partition, RowStore, StoredRow } from '../../shared/tables/row-store.ts';
import { valueToText } from '../../shared/tables/row-value.ts';
import { sqliteProblem } from './sqlite-problem.ts';

/**
 * Writing a row gives it the next `seq`, also when it was there: that is its version and its place in the order of writes.
 * Keys are escaped as for Azure, so that both sort alike.
 */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA user_version = 1;
  CREATE TABLE IF NOT EXISTS store_rows (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tbl TEXT NOT NULL, pk TEXT NOT NULL, rk TEXT NOT NULL, value TEXT NOT NULL,
    UNIQUE (tbl, pk, rk)
  ) STRICT;`;
const AT = 'tbl = ? AND pk = ? AND rk = ?';
/** Waiting blocks the process: whoever asked tries again. */
const BUSY_TIMEOUT_MS = 1000;
const OWNER_ONLY = 0o600;

/** A row store in one file of this machine. `close` it once, after the last call. */
export interface SqliteRowStore extends RowStore {
  close(): void;
}

/**
 * Rows in the SQLite database at `path` (made when missing), or `:memory:`. What a call acknowledged survives the death of
 * the process at any moment; a power cut may take the last instants but never breaks the file. Calls are done, synchronously,
 * when they return.
 */
export function createSqliteRowStore(path: string): SqliteRowStore {
  const db = openDatabase(path);
  const statements = prepareStatements(db);
  return {
    get: (partition, key) => settle(() => readOne(statements, partition, key)),
    list: (partition, range) => settle(() => readRange(statements, partition, range)),
    write: (partition, changes) => settle(() => writeAll({ db, statements }, partition, changes)),
    close: () => db.close(),
  };
}

function openDatabase(path: string): DatabaseSync {
  try {
    if (path !== ':memory:') makePrivate(path);
    const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    db.exec(SCHEMA);
    return db;
  } catch (error) {
    throw sqliteProblem(error);
  }
}

/** Nobody else on this machine may read the state; what SQLite puts beside the file gets the file's own rights. */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', OWNER_ONLY));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, OWNER_ONLY);
}

function prepareStatements(db: DatabaseSync) {
  return {
    get: db.prepare(`SELECT rk, value, seq FROM store_rows WHERE ${AT}`),
    list: db.prepare(
      'SELECT rk, value, seq FROM store_rows WHERE tbl = ? AND pk = ? AND rk >= ? AND rk < ? ORDER BY rk LIMIT ?',
    ),
    put: db.prepare('INSERT OR REPLACE INTO store_rows (tbl, pk, rk, value) VALUES (?, ?, ?, ?)'),
    insert: db.prepare('INSERT OR IGNORE INTO store_rows (tbl, pk, rk, value) VALUES (?, ?, ?, ?)'),
    remove: db.prepare(`DELETE FROM store_rows WHERE ${AT}`),
    removeVersion: db.prepare(`DELETE FROM store_rows WHERE ${AT} AND seq = ?`),
  };
}

type Statements = Record<keyof ReturnType<typeof prepareStatements>, StatementSync>;
type Raw = { rk: string; value: string; seq: number };

function settle<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(sqliteProblem(error));
  }
}

function readOne(
  statements: Statements,
  { table, partitionKey }: Partition,
  key: string,
): StoredRow | undefined {
  const raw = statements.get.get(table, escapeKey(partitionKey), escapeKey(key));
  return raw && asRow(raw as Raw);
}

function readRange(statements: Statements, { table, partitionKey }: Partition, range: KeyRange): StoredRow[] {
  const bounds = [escapeKey(range.from), escapeKey(range.below)] as const;
  const raws = statements.list.all(table, escapeKey(partitionKey), ...bounds, range.take ?? -1);
  return (raws as Raw[]).map(asRow);
}

function asRow({ rk, value, seq }: Raw): StoredRow {
  const key = unescapeKey(rk);
  return { key, value: JSON.parse(value), version: String(seq), writtenAt: String(seq).padStart(16, '0') };
}

interface Database {
  db: DatabaseSync;
  statements: Statements;
}

function writeAll(
  { db, statements }: Database,
  partition: Partition,
  changes: Change[],
): 'written' | 'conflict' {
  // A single statement is a transaction by itself, at half the price.
  if (changes.length <= 1 && changes.every((change) => change.do !== 'replace')) {
    return changes.every((change) => apply(statements, partition, change)) ? 'written' : 'conflict';
  }
  if (db.isTransaction) db.exec('ROLLBACK'); // What a rollback that failed has left open.
  db.exec('BEGIN IMMEDIATE');
  try {
    const written = changes.every((change) => apply(statements, partition, change));
    db.exec(written ? 'COMMIT' : 'ROLLBACK');
    return written ? 'written' : 'conflict';
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** Never hides why the transaction failed: the next one makes up for a rollback that fails too. */
function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec('ROLLBACK');
  } catch {
    // The caller throws the cause.
  }
}

/** Whether the change's condition held. */
function apply(statements: Statements, partition: Partition, change: Change): boolean {
  const at = [partition.table, escapeKey(partition.partitionKey), escapeKey(change.key)] as const;
  if (change.do === 'remove') {
    statements.remove.run(...at);
    return true;
  }
  const value = valueToText(change.key, change.value);
  if (change.do === 'insert') return statements.insert.run(...at, value).changes === 1;
  if (change.do === 'replace' && statements.removeVersion.run(...at, Number(change.version)).changes !== 1)
    return false;
  statements.put.run(...at, value);
  return true;
}
