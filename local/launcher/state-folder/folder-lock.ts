import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FolderProblem } from './folder-problem.ts';
import { writeWhole } from './write-whole.ts';

const LOCK = 'lock';
const HOLDER = 'lock.json';
const BUSY = 5;

interface Holder {
  pid: number;
  since: string;
}

/**
 * Holds a state folder for this process; the result lets it go. The lock is one of the operating system on an empty SQLite
 * file: it ends with the process, however that ends, so there is no stale one to be taken over wrongly.
 * @throws FolderProblem that says who holds it.
 */
export function lockFolder(folder: string): () => void {
  const database = takeLock(folder);
  const holder: Holder = { pid: process.pid, since: new Date().toISOString() };
  writeWhole(join(folder, HOLDER), JSON.stringify(holder));
  return () => database.close();
}

function takeLock(folder: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, LOCK), { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return database;
  } catch (error) {
    database?.close();
    const { errcode = 0, message } = error as { errcode?: number; message: string };
    if ((errcode & 0xff) === BUSY) throw new FolderProblem(folder, [inUse(folder)]);
    const remedy = 'Check the right to write there; a damaged lock file may be deleted while nothing runs.';
    throw new FolderProblem(folder, [`${LOCK} cannot be locked (${message}). ${remedy}`]);
  }
}

function inUse(folder: string): string {
  return `it is in use${heldBy(folder)}. Stop that process, or choose another folder with --state.`;
}

function heldBy(folder: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(join(folder, HOLDER), 'utf8')) as Holder;
    return ` by process ${pid} since ${since}`;
  } catch {
    return ''; // It has just taken the lock and not said yet who it is.
  }
}
