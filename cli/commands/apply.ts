import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { Fleet, FleetName } from '../../shared/contracts/fleet.ts';
import type { FleetAnswer } from '../../shared/view/answers.ts';
import { fleetPath } from '../api-paths.ts';
import { readText } from '../arguments.ts';
import type { Client } from '../client.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { say } from '../io.ts';
import { type Difference, differenceInWords, differences } from '../show/differences.ts';
import { errorLines, type FieldError } from '../show/field-errors.ts';
import { print } from '../show/print.ts';
import type { Tools } from './tools.ts';

interface Asked {
  file: string;
  dryRun?: boolean;
  prune?: boolean;
  yes?: boolean;
}

/** A fleet as a file wants it. */
interface Wanted {
  name: string;
  text: string;
  fleet: Fleet;
}

/** What has to be done to one fleet; `etag` is of what it was seen to be. */
type Deed =
  | { do: 'create'; name: string; text: string }
  | { do: 'keep'; name: string }
  | { do: 'change'; name: string; text: string; etag: string; changed: Difference[] }
  | { do: 'delete'; name: string };

const DOCUMENTS = ['.yaml', '.yml', '.json'];

/** Makes the fleets like the files, which are named after them: so that fleets live in a repository. */
export function addApplyCommand(program: Command, tools: Tools): void {
  program
    .command('apply')
    .description('make fleets like their files, after saying what differs: web.yaml is the fleet web')
    .requiredOption('-f, --file <path>', 'a file, or a folder of them')
    .option('--dry-run', 'only say what differs')
    .option('--prune', 'also delete the fleets that have no file')
    .option('--yes', 'the yes to deleting fleets')
    .action((asked: Asked) => apply(tools, asked));
}

async function apply(tools: Tools, { file, dryRun, prune = false, yes }: Asked): Promise<void> {
  const { io, format } = tools;
  const wanted = await readAll(tools, filesAt(file));
  const deeds = await deedsFor(tools, wanted, prune);
  print(io, format(), {
    value: deeds.map(shown),
    text: (all) => all.flatMap(told).join('\n'),
    name: (all) => all.map(({ name }) => name).join('\n'),
  });
  const doomed = deeds.filter((deed) => deed.do === 'delete').map(({ name }) => name);
  if (dryRun) return;
  if (doomed.length > 0 && !yes)
    throw new FleetError(
      `${doomed.join(', ')} would be deleted.`,
      'Say --yes, or leave --prune out.',
      EXIT.usage,
    );
  for (const deed of deeds) await carryOut(tools, deed);
}

function filesAt(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => DOCUMENTS.includes(extname(name)));
  if (names.length === 0)
    throw new FleetError(`There is no document in ${path}.`, `It takes ${DOCUMENTS.join(', ')}.`, EXIT.usage);
  return names.sort().map((name) => join(path, name));
}

/** All of them are judged before the first is put. */
async function readAll({ client, io }: Tools, files: string[]): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  let wrong = 0;
  for (const file of files) {
    const text = readText(file);
    const name = basename(file, extname(file));
    const judged = await client().postText<{ errors: FieldError[] }>('/api/validate?kind=fleet', text);
    const misnamed = FleetName.safeParse(name).success
      ? []
      : [{ path: '', message: `${name} is no fleet’s name` }];
    const errors = [...misnamed, ...judged.errors];
    if (errors.length > 0) {
      wrong += 1;
      say(io.stderr, [`✖ ${file}`, ...errorLines(errors)].join('\n'));
    } else wanted.push({ name, text, fleet: Fleet.parse(parse(text)) });
  }
  if (wrong === 0) return wanted;
  throw new FleetError('Nothing was applied.', 'Correct these files.', EXIT.problems);
}

async function deedsFor({ client }: Tools, wanted: Wanted[], prune: boolean): Promise<Deed[]> {
  const there = (await client().all<FleetAnswer>('/api/fleets?take=500')).map(({ name }) => name);
  const deeds: Deed[] = [];
  for (const each of wanted) {
    const { name, text } = each;
    deeds.push(there.includes(name) ? await changeOf(client(), each) : { do: 'create', name, text });
  }
  const doomed = prune ? there.filter((name) => !wanted.some((each) => each.name === name)) : [];
  return [...deeds, ...doomed.map((name): Deed => ({ do: 'delete', name }))];
}

async function changeOf(client: Client, { name, text, fleet }: Wanted): Promise<Deed> {
  const { value, etag } = await client.getTagged<FleetAnswer>(fleetPath(name));
  const { name: _name, status: _status, ...before } = value;
  // As the answer has it: what is not there is not in JSON.
  const changed = differences(before, JSON.parse(JSON.stringify(fleet)));
  return changed.length === 0 ? { do: 'keep', name } : { do: 'change', name, text, etag, changed };
}

const SIGNS = { create: '+', change: '~', keep: '=', delete: '-' };

interface Shown {
  do: Deed['do'];
  name: string;
  changed: Difference[];
}

function shown(deed: Deed): Shown {
  return { do: deed.do, name: deed.name, changed: deed.do === 'change' ? deed.changed : [] };
}

function told({ do: what, name, changed }: Shown): string[] {
  return [`${SIGNS[what]} ${name}`, ...changed.map((each) => `    ${differenceInWords(each)}`)];
}

/** Nothing is written over that was not shown. */
async function carryOut({ client, io }: Tools, deed: Deed): Promise<void> {
  const path = fleetPath(deed.name);
  switch (deed.do) {
    case 'keep':
      return;
    case 'create':
      await client().putText(path, deed.text, { 'if-none-match': '*' });
      return say(io.stderr, `created ${deed.name}`);
    case 'change':
      await client().putText(path, deed.text, { 'if-match': deed.etag });
      return say(io.stderr, `changed ${deed.name}`);
    case 'delete':
      await client().delete(path);
      return say(io.stderr, `deleted ${deed.name}`);
  }
}
