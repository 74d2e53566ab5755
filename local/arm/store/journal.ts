import { DatabaseSync } from 'node:sqlite';

import type { Change } from './collection.ts';

/** Where committed changes are kept; nothing is acknowledged before `write` returns. */
export interface Journal {
  read(): Iterable<Change>;
  write(changes: Change[]): void;
  close(): void;
}

export const memoryJournal: Journal = {
  read: () => [],
  write: () => undefined,
  close: () => undefined,
};

/**
 * One table of records in a SQLite file; each write is one transaction, so kill -9 loses nothing acknowledged. Rows stay
 * in the order in which their records were first put, so that lists read the same after a restart.
 */
export function sqliteJournal(path: string): Journal {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS records (collection TEXT, key TEXT, record TEXT, PRIMARY KEY (collection, key)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS kept (place INTEGER PRIMARY KEY, collection TEXT, key TEXT, record TEXT, UNIQUE (collection, key));
    BEGIN; INSERT INTO kept (collection, key, record) SELECT collection, key, record FROM records; DELETE FROM records; COMMIT`);
  const put = database.prepare(`INSERT INTO kept (collection, key, record) VALUES (?, ?, ?)
    ON CONFLICT (collection, key) DO UPDATE SET record = excluded.record`);
  const remove = database.prepare('DELETE FROM kept WHERE collection = ? AND key = ?');
  const apply = ({ collection, key, record }: Change) =>
    record === undefined ? remove.run(collection, key) : put.run(collection, key, JSON.stringify(record));
  return {
    *read() {
      for (const row of database.prepare('SELECT collection, key, record FROM kept ORDER BY place').iterate())
        yield {
          collection: String(row.collection),
          key: String(row.key),
          record: JSON.parse(String(row.record)),
        };
    },
    write(changes) {
      database.exec('BEGIN IMMEDIATE');
      try {
        changes.forEach(apply);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
