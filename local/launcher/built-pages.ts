import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadPages, type Pages } from '../../functions/pages/load-pages.ts';

const SOURCES = 'dashboard';
const BUILT = join('dist', 'dashboard');

/**
 * The dashboard, built when that was never done or its sources have changed since: about a second. Paths are those of the
 * project's folder, which npm makes the current one. @throws Error with what the build has to say.
 */
export function builtPages(): Pages {
  if (!isCurrent()) build();
  return loadPages(BUILT);
}

function isCurrent(): boolean {
  const index = join(BUILT, 'index.html');
  if (!existsSync(index)) return false;
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  const changed = Math.max(...files.map((file) => statSync(join(SOURCES, file)).mtimeMs));
  return changed <= statSync(index).mtimeMs;
}

function build(): void {
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  const flags = [vite, 'build', SOURCES, '--logLevel', 'error'];
  // Whoever runs under another name (tests do) would get React's larger build for developers.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`The dashboard cannot be built: ${stderr || stdout}`);
}
