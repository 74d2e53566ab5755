import { DatabaseSync } from 'node:sqlite';

/** About as large as an event of a history. */
const ROW = JSON.stringify({ EventType: 'TaskCompleted', Result: 'x'.repeat(200) });

/** How long so many transactions of two writes take by themselves, in a file kept as the host keeps its own. */
export function secondsForTransactions(path: string, count: number): number {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec('CREATE TABLE history (position INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;');
  database.exec('CREATE TABLE instances (id INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;');
  const insert = database.prepare('INSERT INTO history (event) VALUES (?)');
  const update = database.prepare('INSERT OR REPLACE INTO instances VALUES (?, ?)');
  const began = performance.now();
  for (let number = 0; number < count; number++) {
    database.exec('BEGIN IMMEDIATE');
    insert.run(ROW);
    update.run(number % 1000, ROW);
    database.exec('COMMIT');
  }
  const seconds = (performance.now() - began) / 1000;
  database.close();
  return seconds;
}
