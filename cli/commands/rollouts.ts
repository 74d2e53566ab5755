import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { RolloutCommand } from '../../shared/contracts/rollout/record.ts';
import type {
  PlanAnswer,
  RolloutAnswer,
  RolloutHead,
  RolloutTaken,
} from '../../shared/view/rollout-answers.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { say } from '../io.ts';
import { print } from '../show/print.ts';
import { plainState } from '../show/state.ts';
import { table } from '../show/table.ts';
import { planText, rolloutText } from '../show/rollout.ts';
import { wholeNumber } from './fleets.ts';
import type { Tools } from './tools.ts';
import { watch } from './watch.ts';

const COMMANDS: Record<RolloutCommand, string> = {
  approve: 'say yes to what it waits for',
  reject: 'say no to what it waits for',
  pause: 'stop where it is',
  resume: 'go on after a pause',
  promote: 'skip what it waits for',
  promoteFull: 'skip every gate from now on',
  abort: 'go back to how it was, or give up a blocked way back',
  retry: 'try again what failed',
  rollback: 'go back to how it was, also after it has succeeded',
};

export const rolloutPath = (id: string) => `/api/rollouts/${encodeURIComponent(id)}`;

/** Rolling images out. */
export function addRolloutCommands(program: Command, tools: Tools): void {
  const rollout = program.command('rollout').description('roll images out');
  addDocuments(rollout, tools);
  rollout
    .command('list <fleet>')
    .description('a fleet’s rollouts, newest first')
    .action((fleet: string) => list(tools, fleet));
  rollout
    .command('status <rollout>')
    .description('where it stands; the exit code says so, too')
    .option('--watch', 'until it ends or waits for a person')
    .option('--timeout <seconds>', 'watch no longer', wholeNumber)
    .action((id: string, how: { watch?: boolean; timeout?: number }) => status(tools, id, how));
  for (const command of Object.keys(COMMANDS) as RolloutCommand[]) addCommand(rollout, tools, command);
}

function addDocuments(rollout: Command, tools: Tools): void {
  const file = ['-f, --file <file>', 'the policy, in YAML or JSON'] as const;
  rollout
    .command('plan')
    .description('what a policy would do, and whether it could; changes nothing')
    .requiredOption(...file)
    .action(({ file: path }: { file: string }) => plan(tools, path));
  rollout
    .command('start')
    .description('begin a rollout')
    .requiredOption(...file)
    .action(({ file: path }: { file: string }) => start(tools, path));
}

function addCommand(rollout: Command, tools: Tools, command: RolloutCommand): void {
  const added = rollout
    .command(`${command} <rollout>`)
    .description(COMMANDS[command])
    .option('--by <name>', 'who asks, for the timeline');
  if (command === 'rollback')
    added.option('--to-step <n>', 'only to before this step of the plan, where it waits', wholeNumber);
  added.action((id: string, asked: { by?: string; toStep?: number }) =>
    tell(tools, id, { command, ...asked }),
  );
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as { code?: string };
    throw new FleetError(`${path} cannot be read (${code}).`, 'Give the path of a file.', EXIT.usage);
  }
}

async function plan({ io, client, format, end }: Tools, path: string): Promise<void> {
  const value = await client().postText<PlanAnswer>('/api/rollouts/plan', readText(path));
  print(io, format(), { value, text: planText, name: ({ newUnit }) => newUnit });
  if (!value.canStart) end(EXIT.problems);
}

async function start({ io, client, format }: Tools, path: string): Promise<void> {
  const value = await client().postText<RolloutTaken>('/api/rollouts', readText(path));
  print(io, format(), { value, text: ({ id }) => id, name: ({ id }) => id });
  say(io.stderr, `Follow it with: fleet rollout status ${value.id} --watch`);
}

async function list({ io, client, format }: Tools, fleet: string): Promise<void> {
  const query = new URLSearchParams({ fleet, take: '100' }).toString();
  const value = await client().all<RolloutHead>(`/api/rollouts?${query}`);
  const row = ({ id, state, newUnit, stableUnit, createdAt }: RolloutHead) => [
    ...[id, plainState(state), newUnit, stableUnit ?? '-', createdAt.slice(0, 19)],
  ];
  print(io, format(), {
    value,
    name: (items) => items.map(({ id }) => id).join('\n'),
    text: (items) => table(['ROLLOUT', 'STATE', 'NEW', 'IN PLACE OF', 'BEGAN'], items.map(row)),
  });
}

async function status(
  tools: Tools,
  id: string,
  { watch: isWatched, timeout }: { watch?: boolean; timeout?: number },
) {
  if (isWatched) return watch(tools, id, timeout);
  const { io, client, format, end } = tools;
  const value = await client().get<RolloutAnswer>(rolloutPath(id));
  print(io, format(), { value, text: (answer) => rolloutText(answer, io.stdout), name: () => value.id });
  end(exitOf(value));
}

/** How it stands, for scripts; one that goes on is no failure. */
export function exitOf({ state }: Pick<RolloutAnswer, 'state'>): number {
  if (state === 'paused') return EXIT.paused;
  return state === 'rolledBack' || state === 'blocked' ? EXIT.notRolledOut : EXIT.ok;
}

async function tell(
  { io, client, format }: Tools,
  id: string,
  { command, by, toStep }: { command: RolloutCommand; by?: string; toStep?: number },
): Promise<void> {
  const who = by ?? io.env['USER'];
  const body = { ...(who ? { by: who } : {}), ...(toStep === undefined ? {} : { toStep }) };
  const value = await client().post<RolloutTaken>(`${rolloutPath(id)}/${command}`, body);
  print(io, format(), { value, text: ({ state }) => `${id}: ${plainState(state)}`, name: () => value.id });
}
