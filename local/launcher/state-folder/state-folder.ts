import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NAME_FILE, nameProblem } from '../installation-name.ts';
import { readClockState } from '../resumed-clock.ts';
import { DATABASE_NAMES, damagedFiles, hasContent, missingFiles } from './check-files.ts';
import { lockFolder } from './folder-lock.ts';
import { FolderProblem } from './folder-problem.ts';
import { writeWhole } from './write-whole.ts';

const RECORD = 'folder.json';
const VERSION = 1;

/** What is written down of a folder. */
interface FolderRecord {
  version: number;
  /** The databases that it has had; without one of them it is not what it was. */
  databases: string[];
  /** In use: each database has a write-ahead log beside it until the process stops in order. */
  open: boolean;
}

/** A state folder that this process holds. */
export interface StateFolder {
  /** Everything in it has been opened. */
  opened(): void;
  /** Everything in it is about to be closed in order. */
  closing(): void;
  /** Lets it go. */
  close(): void;
}

/**
 * Takes a state folder into use: made when missing, for its owner only, locked, and checked.
 * @throws FolderProblem that names who holds it, or every file that is wrong and what to do.
 */
export function openStateFolder(folder: string): StateFolder {
  makePrivate(folder);
  const unlock = lockFolder(folder);
  try {
    const databases = checked(folder);
    makeFilesPrivate(folder);
    const record = (open: boolean) => {
      const present = DATABASE_NAMES.filter((name) => hasContent(join(folder, name)));
      writeRecord(folder, { version: VERSION, databases: [...new Set([...databases, ...present])], open });
    };
    return { opened: () => record(true), closing: () => record(false), close: unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The databases that the folder has had. */
function checked(folder: string): string[] {
  const record = readRecord(folder);
  const missing = missingFiles(folder, record.databases, record.open);
  const name = nameProblem(folder, record.databases.includes('state.sqlite'));
  const wrong = [...missing, ...clockProblem(folder), ...name];
  if (wrong.length > 0) throw new FolderProblem(folder, wrong);
  // Looking into the databases takes over what is in their write-ahead logs, and removes those.
  if (record.open) writeRecord(folder, { ...record, open: false });
  const damaged = damagedFiles(folder);
  if (damaged.length > 0) throw new FolderProblem(folder, damaged);
  return record.databases;
}

function clockProblem(folder: string): string[] {
  try {
    readClockState(folder);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function readRecord(folder: string): FolderRecord {
  const path = join(folder, RECORD);
  if (!existsSync(path)) return { version: VERSION, databases: [], open: false };
  const record = parsed(path);
  if (!Array.isArray(record?.databases))
    throw new FolderProblem(folder, [
      `${RECORD} is damaged. Restore the folder from a backup (docs/backup.md), or delete this file if all of ` +
        `${DATABASE_NAMES.join(', ')} that belong here are there.`,
    ]);
  if (record.version > VERSION)
    throw new FolderProblem(folder, [
      `${RECORD} is of version ${record.version}; this program knows up to ${VERSION}. Start the newer program on it.`,
    ]);
  return record;
}

function parsed(path: string): FolderRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as FolderRecord;
  } catch {
    return undefined; // The caller says that it is damaged.
  }
}

function writeRecord(folder: string, record: FolderRecord): void {
  writeWhole(join(folder, RECORD), JSON.stringify(record));
}

/** What is kept tells of machines and releases: nobody else on this computer needs to read it. */
function makePrivate(folder: string): void {
  process.umask(0o077); // For all that this process writes from now on.
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isOwn(folder)) chmodSync(folder, 0o700);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { message } = error as Error;
    throw new FolderProblem(folder, [
      `it cannot be written (${message}). Give this process the right to, or choose another with --state.`,
    ]);
  }
}

/** What an older version has written. */
function makeFilesPrivate(folder: string): void {
  const all = DATABASE_NAMES.flatMap((name) => [name, `${name}-wal`, `${name}-shm`]);
  for (const path of [...all, NAME_FILE, 'clock.json', 'lock', 'lock.json'].map((name) => join(folder, name)))
    if (existsSync(path) && isOwn(path)) chmodSync(path, 0o600);
}

function isOwn(path: string): boolean {
  return statSync(path).uid === process.getuid?.();
}
