import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePackage } from '../../scripts/app/make-package.ts';
import { percentile, rounded } from '../figures.ts';
import { inTemporaryFolder } from '../in-temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RUNS = 21;
const WORKER = fileURLToPath(new URL('./load-as-worker.ts', import.meta.url));
/** The least there can be of Durable Functions: one starter, one orchestration, one activity. */
const BARE = `import { app } from '@azure/functions';
import * as df from 'durable-functions';
df.app.orchestration('greet', function* (context) { return yield context.df.callActivity('say', 'you'); });
df.app.activity('say', { handler: (name) => 'Hello ' + name });
app.http('start', {
  route: 'start',
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    return client.createCheckStatusResponse(request, await client.startNew('greet'));
  },
});
`;
/** What the app needs to load; nothing is asked of what these name. */
const SETTINGS = {
  ACCESS_MODE: 'local',
  STATE_TABLES_ENDPOINT: 'https://state.table.example',
  AZURE_ARM_ENDPOINT: 'https://arm.example',
};

interface Loaded {
  milliseconds: number;
  processorMilliseconds: number;
}

/** What is deployed: how large it is, and how long it takes to load in a fresh process, beside a bare app that was not bundled and beside our own sources compiled one by one. */
export function measurePackage() {
  return inTemporaryFolder(async (folder) => {
    const { files, bytes, zipBytes } = await makePackage(join(folder, 'app'));
    const programs = {
      bare: bareApp(join(folder, 'bare')),
      package: join(folder, 'app/dist/functions/main.js'),
      compiled: compiledApp(join(folder, 'compiled')),
    };
    const runs = Object.fromEntries(Object.keys(programs).map((name) => [name, [] as Loaded[]]));
    // In turn, so that what else the machine does falls on all of them.
    for (let run = 0; run < RUNS; run++)
      for (const [name, path] of Object.entries(programs)) runs[name]?.push(load(path));
    const figures = (name: keyof typeof programs) => quarterOf(runs[name] ?? []);
    const [bare, packed, compiled] = [figures('bare'), figures('package'), figures('compiled')];
    return {
      note: `Loading in a fresh process; of ${RUNS} runs the quarter that other work disturbed least, at its upper end.`,
      ...{ files, megabytes: rounded(bytes / 1e6, 2), zipMegabytes: rounded(zipBytes / 1e6, 2) },
      ...{ bare, package: packed, compiled },
      timesBare: rounded(packed.processorMilliseconds / bare.processorMilliseconds, 2),
      timesBareByTheClock: rounded(packed.milliseconds / bare.milliseconds, 2),
    };
  });
}

export type PackageFigures = Awaited<ReturnType<typeof measurePackage>>;

const quarter = (values: number[]) => percentile(values, 0.25);

function quarterOf(runs: Loaded[]): Loaded {
  return {
    milliseconds: rounded(quarter(runs.map(({ milliseconds }) => milliseconds)), 0),
    processorMilliseconds: rounded(quarter(runs.map((each) => each.processorMilliseconds)), 0),
  };
}

function bareApp(folder: string): string {
  mkdirSync(folder);
  withPackages(folder);
  const path = join(folder, 'app.js');
  writeFileSync(path, BARE);
  return path;
}

function compiledApp(folder: string): string {
  const flags = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', folder];
  const { status, stdout } = spawnSync(process.execPath, flags, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stdout}`);
  withPackages(folder);
  return join(folder, 'functions/register.js');
}

function withPackages(folder: string): void {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
}

function load(path: string): Loaded {
  const env = { PATH: process.env['PATH'], ...SETTINGS };
  return JSON.parse(execFileSync(process.execPath, [WORKER, path], { encoding: 'utf8', env })) as Loaded;
}
