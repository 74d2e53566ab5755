import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { NAME_FILE } from '../installation-name.ts';
import { DATABASE_NAMES, hasContent } from './check-files.ts';
import { FolderProblem } from './folder-problem.ts';
import { writeWhole } from './write-whole.ts';

/** How long the writers of a running system are waited for. */
const PATIENCE_MS = 10_000;
/** In one go: a copy in steps starts anew whenever somebody writes. */
const ALL_PAGES = 2_147_483_647;

/**
 * Copies a state folder to a new one, also while it is in use: all databases as they were at one and the same moment.
 * The copy appears whole or not at all. @returns the names of the databases in it.
 * @throws FolderProblem when there is nothing to copy, an Error when the target is not empty.
 */
export async function backupFolder(from: string, to: string): Promise<string[]> {
  const names = DATABASE_NAMES.filter((name) => hasContent(join(from, name)));
  if (names.length === 0) throw new FolderProblem(from, ['there is no database in it to back up.']);
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new Error(`The backup cannot go to ${to}: it is not empty. Choose a new folder.`);
  process.umask(0o077);
  const beside = `${resolve(to)}.unfinished`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(dirname(beside), { recursive: true });
  mkdirSync(beside, { mode: 0o700 });
  await copyDatabases(from, beside, names);
  for (const name of [NAME_FILE, 'clock.json'])
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(beside, name));
  writeWhole(join(beside, 'folder.json'), JSON.stringify({ version: 1, databases: names, open: false }));
  rmSync(to, { recursive: true, force: true });
  renameSync(beside, to);
  return names;
}

async function copyDatabases(from: string, to: string, names: readonly string[]): Promise<void> {
  const sources = snapshots(from, names);
  try {
    for (const [name, source] of sources) await backup(source, join(to, name), { rate: ALL_PAGES });
  } finally {
    for (const source of sources.values()) source.close();
  }
}

/** A reader for each database; all see the same moment, for which every writer is held up a few milliseconds. */
function snapshots(folder: string, names: readonly string[]): Map<string, DatabaseSync> {
  const open = (name: string) => new DatabaseSync(join(folder, name), { timeout: PATIENCE_MS });
  const readers = new Map(names.map((name) => [name, open(name)]));
  const holders = names.map(open);
  try {
    for (const holder of holders) holder.exec('BEGIN IMMEDIATE');
    for (const reader of readers.values()) {
      reader.exec('BEGIN');
      reader.prepare('SELECT count(*) FROM sqlite_schema').get(); // A reader's moment is that of its first read.
    }
  } catch (error) {
    for (const reader of readers.values()) reader.close();
    throw error;
  } finally {
    for (const holder of holders) holder.close();
  }
  return readers;
}
