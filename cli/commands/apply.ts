import type { Command } from 'commander';
import { fleetPath } from '../api-paths.ts';
import { type Deed, deedLines, deedsFor, shownDeed } from '../documents/deeds.ts';
import { filesAt } from '../documents/files.ts';
import { readDocuments } from '../documents/read-documents.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { say } from '../io.ts';
import { print } from '../show/print.ts';
import type { Tools } from './tools.ts';

interface Asked {
  file: string;
  dryRun?: boolean;
  prune?: boolean;
  yes?: boolean;
}

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
  const { io, format, client } = tools;
  const reading = { kind: 'fleet' as const, otherwise: 'Nothing was applied.' };
  const { fleets } = await readDocuments(tools, filesAt(file), reading);
  const deeds = await deedsFor(client(), fleets, prune);
  print(io, format(), {
    value: deeds.map(shownDeed),
    text: (all) => all.flatMap(deedLines).join('\n'),
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

/** Nothing is written over, and nothing deleted, that was not shown. */
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
      await client().delete(path, { 'if-match': deed.etag });
      return say(io.stderr, `deleted ${deed.name}`);
  }
}
