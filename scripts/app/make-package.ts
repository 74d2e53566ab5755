import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { bundleApp } from './bundle-app.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Zips of the same files are the same bytes, so that an unchanged app is seen to be unchanged. */
const NO_TIME = new Date(1980, 0, 1);

export interface AppPackage {
  folder: string;
  zip: string;
  files: number;
  bytes: number;
  zipBytes: number;
}

/** Makes the folder that `func start` runs and a function app is given, and the same as a zip beside it. */
export async function makePackage(folder: string): Promise<AppPackage> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const main = await bundleApp(folder);
  buildPages(join(folder, 'dist/dashboard'));
  const { name, version, description, license, engines } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  // Nothing to install: what is not in the bundle is the worker's own.
  const manifest = { name, version, description, license, private: true, type: 'module', main, engines };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of ['host.json', 'LICENSE']) copyFileSync(join(ROOT, file), join(folder, file));
  const files = filesIn(folder);
  const zip = `${folder}.zip`;
  const bytes = zipSync(files, { level: 9, mtime: NO_TIME });
  writeFileSync(zip, bytes);
  const sizes = Object.values(files).map(({ length }) => length);
  return {
    ...{ folder, zip, files: sizes.length, zipBytes: bytes.length },
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** In a process of its own: Vite takes its mode, and React its larger half, from the environment. */
function buildPages(folder: string): void {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const flags = [vite, 'build', 'dashboard', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { cwd: ROOT, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`The dashboard cannot be built: ${stderr || stdout}`);
}

function filesIn(folder: string): Record<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  return Object.fromEntries(
    paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path)]),
  );
}
