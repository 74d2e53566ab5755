import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const INFRA = fileURLToPath(new URL('../../infra/', import.meta.url));
/** What is built on its own, in infra/. */
export const ENTRIES = ['main.bicep', 'events.bicep'];
/** The parameter sets whose outcome is committed, and where each is deployed to. */
export const PARAMETER_SETS: Record<string, string[]> = {
  minimal: [],
  everything: [],
  events: ['--resource-group', 'rg-shared'],
};
const SOMEWHERE = [
  ...['--subscription-id', '00000000-0000-0000-0000-000000000000', '--location', 'westeurope'],
  ...['--tenant-id', '00000000-0000-0000-0000-000000000001'],
];

/** Works out what a parameter set comes to, and writes it beside it, or says in which way what is there differs. */
export function snapshotOf(bicep: string, name: string, mode: 'overwrite' | 'validate') {
  const file = join(INFRA, 'snapshots', `${name}.bicepparam`);
  const where = [...SOMEWHERE, ...(PARAMETER_SETS[name] ?? [])];
  return runBicep(bicep, ['snapshot', file, '--mode', mode, ...where]);
}

/** What the Bicep CLI said. */
export function runBicep(
  bicep: string,
  flags: string[],
  environment: Record<string, string> = {},
): { status: number | null; said: string } {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = spawnSync(bicep, flags, { encoding: 'utf8', env });
  return { status, said: `${stdout}${stderr}` };
}
