// First, so that the package finds the host it runs on.
import '../../../local/host/install-core.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scaledClock } from '../../../local/clock/clock.ts';
import { startHost } from '../../../local/host/start-host.ts';

/** Runs the package in the folder given as a Functions host does, and says on a line of its own what it has found. */
const folder = process.argv[2] ?? '.';
const contentOf = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;
const { main } = contentOf('package.json') as { main: string };

const host = await startHost({
  // eslint-disable-next-line no-restricted-syntax -- A host finds the package by its address.
  load: () => import(pathToFileURL(join(folder, main)).href),
  ...{ port: 0, hostJson: contentOf('host.json'), database: ':memory:', clock: scaledClock(1) },
  log: ({ level, message }) => level === 'error' && console.error(message),
});
console.log(JSON.stringify({ url: host.url, functions: host.functions() }));
process.once('SIGTERM', () => void host.stop().then(() => process.exit(0)));
