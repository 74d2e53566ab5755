import type { Command } from 'commander';
import type { RolloutCommand } from '../../shared/contracts/rollout/record.ts';
import type { PlanAnswer, RolloutHead, RolloutTaken } from '../../shared/view/rollout-answers.ts';
import { rolloutPath } from '../api-paths.ts';
import { readText, wholeNumber } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../io.ts';
import { print } from '../show/print.ts';
import { plainState } from '../show/state.ts';
import { table } from '../show/table.ts';
import { planText } from '../show/plan.ts';
import { addRolloutStatus } from './rollout-status.ts';
import type { Tools } from './tools.ts';

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

/** Rolling images out. */
export function addRolloutCommands(program: Command, tools: Tools): void {
  const rollout = program.command('rollout').description('roll images out');
  addDocuments(rollout, tools);
  rollout
    .command('list <fleet>')
    .description('a fleet’s rollouts, newest first')
    .action((fleet: string) => list(tools, fleet));
  addRolloutStatus(rollout, tools);
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
