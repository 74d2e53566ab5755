import type { Command } from 'commander';
import type { PlanAnswer } from '../../shared/view/rollout-answers.ts';
import type { Client } from '../client.ts';
import { deedLines, deedsFor, type ShownDeed, shownDeed } from '../documents/deeds.ts';
import { filesAt } from '../documents/files.ts';
import { type PolicyFile, readDocuments } from '../documents/read-documents.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { planText } from '../show/plan.ts';
import { print } from '../show/print.ts';
import type { Tools } from './tools.ts';

interface Asked {
  file: string;
  prune?: boolean;
}

/** A policy's plan, or why there is none. */
interface Planned {
  file: string;
  plan?: PlanAnswer;
  problem?: string;
  nextStep?: string;
}

/** What files would change, and whether they could: for whoever reviews them. */
export function addPlanCommand(program: Command, tools: Tools): void {
  program
    .command('plan')
    .description(
      'what applying fleets and starting policies would do; changes nothing, ends with 6 if there is anything',
    )
    .requiredOption('-f, --file <path>', 'a file, or a folder of them')
    .option('--prune', 'as with apply: fleets that have no file would go')
    .action((asked: Asked) => plan(tools, asked));
}

async function plan(tools: Tools, { file, prune = false }: Asked): Promise<void> {
  const { io, client, format, end } = tools;
  const { fleets, policies } = await readDocuments(tools, filesAt(file), { otherwise: 'There is no plan.' });
  const deeds = (await deedsFor(client(), fleets, prune)).map(shownDeed);
  const rollouts: Planned[] = [];
  for (const policy of policies) rollouts.push(await planned(client(), policy));
  print(io, format(), {
    value: { fleets: deeds, rollouts },
    text: planInWords,
    name: () =>
      deeds
        .filter(isDifferent)
        .map(({ name }) => name)
        .join('\n'),
  });
  if (deeds.some(isDifferent) || !rollouts.every((each) => each.plan?.canStart)) end(EXIT.problems);
}

function isDifferent(deed: ShownDeed): boolean {
  return deed.do !== 'keep';
}

/** That a rollout could not be begun is a result like others, not the end of the plan. */
async function planned(client: Client, { file, text }: PolicyFile): Promise<Planned> {
  try {
    return { file, plan: await client.postText<PlanAnswer>('/api/rollouts/plan', text) };
  } catch (error) {
    if (!(error instanceof FleetError) || SERVICE_FAILS.includes(error.exit)) throw error;
    return { file, problem: error.message, nextStep: error.nextStep };
  }
}

const SERVICE_FAILS: number[] = [EXIT.failed, EXIT.notAllowed];

function planInWords({ fleets, rollouts }: { fleets: ShownDeed[]; rollouts: Planned[] }): string {
  const differing = fleets.filter(isDifferent).length;
  return [
    ...fleets.flatMap(deedLines),
    ...(fleets.length > 0 ? [`${differing} of ${fleets.length} fleets would change.`] : []),
    ...rollouts.flatMap(({ file, plan: found, problem, nextStep }) => [
      '',
      `${found?.canStart ? '✔' : '✖'} ${file}`,
      ...(found ? [planText(found)] : [`${problem}`, `→ ${nextStep}`]),
    ]),
  ]
    .join('\n')
    .trim();
}
