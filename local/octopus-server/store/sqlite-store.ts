import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import type { Documents, Kind } from '../model.ts';
import { MemoryStore } from './memory-store.ts';
import type { Store } from './store.ts';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS documents (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, id)
  ) STRICT;
`;

/**
 * Opens (or makes) a SQLite file whose documents survive a kill of the process. Reads are answered from memory;
 * `commit` writes what changed in one transaction, so a request's writes are all kept or all lost.
 */
export function openSqliteStore(path: string): Store {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  const changes = new Changes();
  const memory = new MemoryStore(changes);
  for (const row of database.prepare('SELECT kind, body FROM documents ORDER BY place').iterate())
    memory.put(row['kind'] as Kind, JSON.parse(row['body'] as string) as never);
  changes.take();
  return new SqliteStore(database, memory, changes);
}

class Changes {
  #keys = new Map<string, [Kind, string]>();
  #all = false;

  written(kind: Kind, id: string): void {
    this.#keys.set(`${kind} ${id}`, [kind, id]);
  }

  cleared(): void {
    this.#keys.clear();
    this.#all = true;
  }

  take(): { all: boolean; keys: [Kind, string][] } {
    const taken = { all: this.#all, keys: [...this.#keys.values()] };
    this.#keys = new Map();
    this.#all = false;
    return taken;
  }
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync;
  readonly #memory: MemoryStore;
  readonly #changes: Changes;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync, memory: MemoryStore, changes: Changes) {
    this.#database = database;
    this.#memory = memory;
    this.#changes = changes;
    this.#upsert = database.prepare(
      'INSERT INTO documents (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body',
    );
    this.#delete = database.prepare('DELETE FROM documents WHERE kind = ? AND id = ?');
  }

  get<K extends Kind>(kind: K, id: string): Documents[K] | undefined {
    return this.#memory.get(kind, id);
  }

  all<K extends Kind>(kind: K): Documents[K][] {
    return this.#memory.all(kind);
  }

  count(kind: Kind): number {
    return this.#memory.count(kind);
  }

  put<K extends Kind>(kind: K, document: Documents[K]): void {
    this.#memory.put(kind, document);
  }

  remove(kind: Kind, id: string): boolean {
    return this.#memory.remove(kind, id);
  }

  newId(kind: Kind): string {
    return this.#memory.newId(kind);
  }

  commit(): void {
    const { all, keys } = this.#changes.take();
    if (!all && keys.length === 0) return;
    this.#database.exec('BEGIN IMMEDIATE');
    if (all) this.#database.exec('DELETE FROM documents');
    for (const [kind, id] of keys) this.#write(kind, id);
    this.#database.exec('COMMIT');
  }

  snapshot(): string {
    return this.#memory.snapshot();
  }

  restore(snapshot: string): void {
    this.#memory.restore(snapshot);
    this.commit();
  }

  close(): void {
    this.commit();
    this.#database.close();
    this.#memory.close();
  }

  #write(kind: Kind, id: string): void {
    const document = this.#memory.get(kind, id);
    if (document) this.#upsert.run(kind, id, JSON.stringify(document));
    else this.#delete.run(kind, id);
  }
}
