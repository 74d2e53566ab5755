import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The one that tools/bicep.csproj names: another one's diagnostics and snapshots would differ. */
export const BICEP_VERSION = '0.49.2';
const RESTORED = join(...[ROOT, '.bicep/azure.bicep.commandline.linux-x64', BICEP_VERSION, 'tools/bicep']);

/** The Bicep CLI of that version: what `dotnet restore tools/bicep.csproj --packages .bicep` brought, or one on the path. */
export function findBicep(): string | undefined {
  return [RESTORED, 'bicep'].find(isThatVersion);
}

function isThatVersion(program: string): boolean {
  if (program.includes('/')) {
    if (!existsSync(program)) return false;
    makeExecutable(program);
  }
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return new RegExp(`version ${BICEP_VERSION.replaceAll('.', '\\.')}\\b`).test(stdout ?? '');
}

/** A package of that kind knows no modes of files. */
function makeExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755);
  }
}
