import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The databases of a state folder: a table that each has, and the newest version of it that this program knows. */
const DATABASES: Record<string, { table: string; version: number }> = {
  'taskhub.sqlite': { table: 'instances', version: 1 },
  'state.sqlite': { table: 'store_rows', version: 1 },
  'arm.sqlite': { table: 'records', version: 0 },
  'octopus.sqlite': { table: 'documents', version: 0 },
};
export const DATABASE_NAMES = Object.keys(DATABASES);

const FROM_BACKUP =
  'Restore the folder from a backup (docs/backup.md), or choose an empty one with --state to begin anew.';

/** A file with a byte in it: an empty one is what a process leaves that was killed before it wrote anything. */
export function hasContent(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

/** What is wrong with the databases that were there when the folder was last in use; empty when all is well. */
export function missingFiles(folder: string, known: readonly string[], wasOpen: boolean): string[] {
  const gone = known.filter((name) => !hasContent(join(folder, name)));
  // After a kill the last changes are only in the write-ahead log; a clean stop takes them over and removes it.
  const cut = known.filter(
    (name) => wasOpen && !gone.includes(name) && !existsSync(join(folder, `${name}-wal`)),
  );
  return [
    ...gone.map(
      (name) => `${name} is missing or empty, though the folder was in use with it. ${FROM_BACKUP}`,
    ),
    ...cut.map(
      (name) =>
        `${name}-wal is missing: the process before was killed, and its last changes are in that file only. ` +
        `Put it back, or restore the folder from a backup (docs/backup.md). To go on without those changes, delete folder.json.`,
    ),
  ];
}

/** What is wrong within the databases that are there. */
export function damagedFiles(folder: string): string[] {
  return DATABASE_NAMES.filter((name) => hasContent(join(folder, name))).flatMap((name) => {
    const problem = damageOf(join(folder, name), DATABASES[name] ?? { table: '', version: 0 });
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
}

function damageOf(path: string, expected: { table: string; version: number }): string | undefined {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch {
    return 'cannot be read and written by this process. Give it the right to.';
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 1000 });
    return contentProblem(database, expected);
  } catch (error) {
    return `is damaged or no database (${(error as Error).message}). ${FROM_BACKUP}`;
  } finally {
    database?.close();
  }
}

function contentProblem(
  database: DatabaseSync,
  { table, version }: { table: string; version: number },
): string | undefined {
  const found = database.prepare('PRAGMA user_version').get()?.['user_version'] as number;
  if (found > version)
    return `is of version ${found}; this program knows up to ${version}. Start the newer program on it.`;
  const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] as string;
  if (check !== 'ok') return `is damaged (${check}). ${FROM_BACKUP}`;
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length === 0 || tables.some(({ name }) => name === table)) return undefined;
  return 'is a database of another program. Choose another folder with --state.';
}
