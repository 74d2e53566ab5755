import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../io.ts';

/** Where a person's settings of the program are. */
export function configFolder({ env }: Pick<Io, 'env'>): string {
  const base = env['XDG_CONFIG_HOME'] || env['APPDATA'] || join(env['HOME'] || homedir(), '.config');
  return join(base, 'fleet');
}
