import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name that the state in a folder belongs to, made on its first use; `local` for a state in memory. */
export function keptInstallationName(stateDir: string | undefined): string {
  if (process.env['INSTALLATION_NAME']) return process.env['INSTALLATION_NAME'];
  if (stateDir === undefined) return 'local';
  const file = join(stateDir, 'installation-name');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(stateDir, { recursive: true });
  const name = `local-${randomBytes(4).toString('hex')}`;
  writeFileSync(file, `${name}\n`);
  return name;
}
