import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import type { Io } from '../io.ts';
import { writePrivately } from './contexts.ts';
import { configFolder } from './folder.ts';

interface Kept {
  token: string;
  /** Milliseconds since the epoch. */
  until: number;
}

/** Asked for anew before it could end in the middle of a command. */
const MARGIN_MS = 5 * 60_000;

/** A token of whoever is signed in at the Azure CLI; it is kept, as that takes a second to answer. */
export async function azureToken(scope: string, io: Io): Promise<string> {
  const path = join(configFolder(io), 'tokens', `${encodeURIComponent(scope)}.json`);
  const kept = keptAt(path);
  if (kept && kept.until - MARGIN_MS > io.now()) return kept.token;
  const fresh = await asked(scope, io);
  writePrivately(path, JSON.stringify(fresh));
  return fresh.token;
}

function keptAt(path: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Kept;
  } catch {
    // Not there, or not to be made sense of: it is asked for again.
    return undefined;
  }
}

async function asked(scope: string, { env }: Io): Promise<Kept> {
  const args = ['account', 'get-access-token', '--scope', scope, '--output', 'json'];
  try {
    // On Windows the Azure CLI is a script, which only a shell runs.
    const shell = process.platform === 'win32';
    const { stdout } = await promisify(execFile)('az', args, { env: env, shell });
    const { accessToken, expires_on } = JSON.parse(stdout) as { accessToken: string; expires_on: number };
    return { token: accessToken, until: expires_on * 1000 };
  } catch (error) {
    const isMissing = (error as { code?: string }).code === 'ENOENT';
    throw new FleetError(
      isMissing ? 'The Azure CLI is not installed.' : `The Azure CLI gives no token for ${scope}.`,
      isMissing ? 'Install it, or set FLEET_TOKEN or FLEET_KEY.' : 'Run: az login',
      EXIT.notAllowed,
    );
  }
}
