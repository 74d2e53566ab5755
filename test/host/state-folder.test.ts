import { afterEach, describe, expect, it, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import { TaskHub } from '../../local/host/task-hub/task-hub.ts';
import { keptInstallationName } from '../../local/launcher/installation-name.ts';
import { resumedClock } from '../../local/launcher/resumed-clock.ts';
import { backupFolder } from '../../local/launcher/state-folder/backup-folder.ts';
import { FolderProblem } from '../../local/launcher/state-folder/folder-problem.ts';
import { openStateFolder } from '../../local/launcher/state-folder/state-folder.ts';

const AT = { table: 'fleets', partitionKey: 'all' };
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'state-'));
  folders.push(folder);
  return folder;
}

interface Life {
  stop: () => void;
  kill: () => void;
}

/** One life of a process on the folder, as far as its files are concerned. */
async function live(folder: string): Promise<Life> {
  const held = openStateFolder(folder);
  resumedClock(2, folder);
  keptInstallationName(folder);
  const rows = createSqliteRowStore(join(folder, 'state.sqlite'));
  await rows.write(AT, [{ do: 'put', key: 'web', value: 'kept' }]);
  const hub = new TaskHub({ database: join(folder, 'taskhub.sqlite'), onCommit: () => undefined });
  held.opened();
  const closeAll = () => {
    rows.close();
    hub.close();
  };
  return {
    stop: () => {
      held.closing();
      closeAll();
      held.close();
    },
    // What SQLite does when it closes in order is taken back: the file that tells is left as a kill leaves it.
    kill: () => {
      held.close();
      closeAll();
      for (const name of ['state.sqlite', 'taskhub.sqlite']) writeFileSync(join(folder, `${name}-wal`), '');
    },
  };
}

function problemsOf(folder: string): string {
  try {
    openStateFolder(folder).close();
    return 'none';
  } catch (error) {
    if (!(error instanceof FolderProblem)) throw error;
    return error.problems.join('\n');
  }
}

describe('a state folder', () => {
  it('can be taken up again after an orderly stop and after a kill', async () => {
    const folder = newFolder();
    (await live(folder)).stop();
    (await live(folder)).kill();
    (await live(folder)).stop();
    expect(problemsOf(folder)).toBe('none');
  });

  it('is refused to a second process, with who holds it', async () => {
    const folder = newFolder();
    const { stop } = await live(folder);
    expect(problemsOf(folder)).toMatch(
      new RegExp(`in use by process ${process.pid} since 20\\d\\d-.*Stop that process, or choose another`),
    );
    stop();
    expect(problemsOf(folder)).toBe('none');
  });

  it('is its owner’s alone, also one from before', async () => {
    const folder = newFolder();
    (await live(folder)).kill();
    chmodSync(folder, 0o755);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    const { stop } = await live(folder);
    const rights = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const files = readdirSync(folder).map((name) => `${rights(join(folder, name))} ${name}`);
    stop();
    expect(rights(folder)).toBe('700');
    expect(files.filter((each) => !each.startsWith('600 '))).toEqual([]);
    expect(files).toContain('600 taskhub.sqlite-wal');
  });
});

type Damage = (folder: string) => void;
const write = (name: string, text: string) => (folder: string) => writeFileSync(join(folder, name), text);
const remove = (name: string) => (folder: string) => rmSync(join(folder, name));
const alter = (name: string, sql: string) => (folder: string) => {
  const database = new DatabaseSync(join(folder, name));
  database.exec(sql);
  database.close();
};

const DAMAGES: [string, Damage, RegExp][] = [
  ['clock.json is empty', write('clock.json', ''), /^clock\.json is damaged\. .*delete it/],
  ['the name is missing', remove('installation-name'), /^installation-name is missing.*ownerMark/],
  ['the name is empty', write('installation-name', ''), /^installation-name is damaged.*ownerMark/],
  ['the name is cut off', write('installation-name', 'local-'), /^installation-name is damaged/],
  ['clock.json has no numbers', write('clock.json', '{}'), /^clock\.json is damaged/],
  ['folder.json is damaged', write('folder.json', '{"data'), /^folder\.json is damaged/],
  [
    'folder.json is newer',
    write('folder.json', '{"version":9,"databases":[]}'),
    /^folder\.json is of version 9/,
  ],
  ['a database is missing', remove('state.sqlite'), /^state\.sqlite is missing or empty.*backup/],
  ['a database is empty', write('taskhub.sqlite', ''), /^taskhub\.sqlite is missing or empty/],
  ['a database is text', write('state.sqlite', 'x'.repeat(9000)), /^state\.sqlite is damaged or no database/],
  [
    'a database is cut off',
    (folder) => truncateSync(join(folder, 'taskhub.sqlite'), 8192),
    /^taskhub\.sqlite is damaged/,
  ],
  [
    'a database is newer',
    alter('taskhub.sqlite', 'PRAGMA user_version = 7'),
    /^taskhub\.sqlite is of version 7/,
  ],
  [
    'a database is another program’s',
    (folder) => {
      remove('state.sqlite')(folder);
      alter('state.sqlite', 'CREATE TABLE diary (day TEXT)')(folder);
    },
    /^state\.sqlite is a database of another program/,
  ],
];

describe('what is checked at the start', () => {
  it.each(DAMAGES)('%s', async (_what, damage, told) => {
    const folder = newFolder();
    (await live(folder)).stop();
    damage(folder);
    expect(problemsOf(folder)).toMatch(told);
    // It is refused again, not taken for new.
    expect(problemsOf(folder)).toMatch(told);
  });

  it('a write-ahead log that is missing after a kill', async () => {
    const folder = newFolder();
    (await live(folder)).kill();
    rmSync(join(folder, 'taskhub.sqlite-wal'));
    expect(problemsOf(folder)).toMatch(/^taskhub\.sqlite-wal is missing: .*\. Put it back/);
    rmSync(join(folder, 'state.sqlite'));
    expect(problemsOf(folder).split('\n')).toHaveLength(2);
  });

  const asRoot = process.getuid?.() === 0;
  (asRoot ? test.skip : test)('a folder that cannot be written (not as root, who always can)', () => {
    const folder = newFolder();
    chmodSync(folder, 0o500);
    writeFileSync(join(folder, 'x'), '');
    expect(problemsOf(folder)).toMatch(/cannot be written/);
  });

  it('a folder that cannot be made', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(problemsOf(join(file, 'state'))).toMatch(/^it cannot be written .*Give this process the right/);
  });
});

test('a name that is given must be one', () => {
  const before = process.env['INSTALLATION_NAME'];
  try {
    process.env['INSTALLATION_NAME'] = 'Foo.Bar';
    expect(() => keptInstallationName(newFolder())).toThrow('INSTALLATION_NAME must be 1 to 80 of a-z');
    process.env['INSTALLATION_NAME'] = 'north-1';
    expect(keptInstallationName(newFolder())).toBe('north-1');
  } finally {
    delete process.env['INSTALLATION_NAME'];
    if (before !== undefined) process.env['INSTALLATION_NAME'] = before;
  }
});

describe('a backup', () => {
  it('is taken while the folder is in use, and is a folder to start from', async () => {
    const folder = newFolder();
    const { stop } = await live(folder);
    const copy = join(newFolder(), 'copy');
    expect(await backupFolder(folder, copy)).toEqual(['taskhub.sqlite', 'state.sqlite']);
    stop();
    expect(problemsOf(copy)).toBe('none');
    const rows = createSqliteRowStore(join(copy, 'state.sqlite'));
    expect((await rows.get(AT, 'web'))?.value).toBe('kept');
    rows.close();
    expect(existsSync(join(copy, 'clock.json'))).toBe(true);
    expect(keptInstallationName(copy)).toBe(keptInstallationName(folder));
  });

  it('never overwrites, and is not made of nothing', async () => {
    const folder = newFolder();
    (await live(folder)).stop();
    await expect(backupFolder(folder, folder)).rejects.toThrow(
      /^The backup cannot go to .*: it is not empty/,
    );
    await expect(backupFolder(newFolder(), join(folder, 'x'))).rejects.toThrow('no database in it');
  });
});
