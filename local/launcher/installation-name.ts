import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InstallationName } from '../../shared/contracts/fleet.ts';
import { writeWhole } from './state-folder/write-whole.ts';

export const NAME_FILE = 'installation-name';

/** The name that the state in a folder belongs to, made on its first use; `local` for a state in memory. */
export function keptInstallationName(stateDir: string | undefined): string {
  const given = process.env['INSTALLATION_NAME'];
  if (given) return checkedName(given);
  if (stateDir === undefined) return 'local';
  const file = join(stateDir, NAME_FILE);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(stateDir, { recursive: true });
  const name = `local-${randomBytes(4).toString('hex')}`;
  writeWhole(file, `${name}\n`);
  return name;
}

/** A mark that another name made could not be told from somebody's role. */
function checkedName(name: string): string {
  const { success, error } = InstallationName.safeParse(name);
  if (success) return name;
  throw new Error(`INSTALLATION_NAME ${error.issues[0]?.message ?? 'is no name'}; it is "${name}".`);
}

/**
 * What is wrong with the name in a folder; empty when all is well. Under another name the fleets’ own targets would be
 * a stranger’s, so a folder that has fleets is never given a new one.
 */
export function nameProblem(folder: string, hasFleets: boolean): string[] {
  if (process.env['INSTALLATION_NAME']) return [];
  const file = join(folder, NAME_FILE);
  const remedy =
    'Restore it from a backup (docs/backup.md), or write into it the second part of status.ownerMark of any fleet ' +
    '(its targets have it as a role), or set INSTALLATION_NAME to that.';
  if (!existsSync(file))
    return hasFleets ? [`${NAME_FILE} is missing, though the folder was in use with it. ${remedy}`] : [];
  const isName = InstallationName.safeParse(readFileSync(file, 'utf8').trim()).success;
  return isName ? [] : [`${NAME_FILE} is damaged. ${remedy}`];
}
