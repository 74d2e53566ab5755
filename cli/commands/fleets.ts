import type { Command } from 'commander';
import type { Explanation, FleetAnswer, InstanceAnswer } from '../../shared/view/answers.ts';
import { fleetPath } from '../api-paths.ts';
import { wholeNumber } from '../arguments.ts';
import { say } from '../io.ts';
import { print } from '../show/print.ts';
import { plainState, shownState, strong } from '../show/state.ts';
import { table } from '../show/table.ts';
import { timelineLine } from '../show/timeline-line.ts';
import type { Tools } from './tools.ts';

/** Reading fleets, and having them look. */
export function addFleetCommands(program: Command, tools: Tools): void {
  program
    .command('list')
    .description('all fleets, those that need a person first')
    .action(() => list(tools));
  program
    .command('get <fleet>')
    .description('a fleet: what it does, what it needs, and its instances')
    .action((fleet: string) => get(tools, fleet));
  program
    .command('explain <fleet> <instance>')
    .description('why an instance is, or is not, registered, deployed to and pruned')
    .action((fleet: string, instance: string) => explain(tools, fleet, instance));
  program
    .command('reconcile <fleet>')
    .description('have a fleet look now')
    .option('--approve-removals <n>', 'the yes to removing up to so many targets', wholeNumber)
    .option('--retry-deployments', 'deploy again where all attempts failed')
    .action((fleet: string, asked: Asked) => reconcile(tools, fleet, asked));
}

interface Asked {
  approveRemovals?: number;
  retryDeployments?: boolean;
}

async function list({ io, client, format }: Tools): Promise<void> {
  const fleets = await client().all<FleetAnswer>('/api/fleets?take=500');
  const urgent = ({ status }: FleetAnswer) => (status.problems.length > 0 ? 0 : 1);
  const value = fleets.toSorted((a, b) => urgent(a) - urgent(b) || a.name.localeCompare(b.name));
  print(io, format(), {
    value,
    name: (items) => items.map(({ name }) => name).join('\n'),
    text: (items) => (items.length === 0 ? 'There is no fleet yet.' : table(HEAD, items.map(rowOf))),
  });
}

const HEAD = ['NAME', 'PHASE', 'ROLLOUT', 'PROBLEMS', 'SCALE SET'];

function rowOf({ name, scaleSet, status: { phase, rollout, problems } }: FleetAnswer): string[] {
  const codes = [...new Set(problems.map(({ code }) => code))].join(', ');
  return [
    name,
    plainState(phase),
    rollout ? plainState(rollout.state) : '-',
    codes || '-',
    setName(scaleSet),
  ];
}

function setName(id: string): string {
  return id.split('/').at(-1) ?? id;
}

async function get({ io, client, format }: Tools, fleet: string): Promise<void> {
  const answer = await client().get<FleetAnswer>(fleetPath(fleet));
  if (format() !== 'text')
    return print(io, format(), { value: answer, name: () => answer.name, text: () => '' });
  const instances = await client().all<InstanceAnswer>(`${fleetPath(fleet)}/instances?take=500`);
  const { phase, rollout, waiting, problems } = answer.status;
  const ready = instances.filter(({ state }) => state === 'ready').length;
  const lines = [
    `${strong(answer.name, io.stdout)}  ${shownState(phase, io.stdout)}  ${ready} of ${instances.length} instances ready`,
    ...(waiting ? [`waits until ${waiting.until}: ${waiting.reason}`] : []),
    ...(rollout
      ? [`rollout ${rollout.id}  ${shownState(rollout.state, io.stdout)}  ${rollout.step ?? ''}`]
      : []),
    ...problems.flatMap(({ code, message, nextStep }) => [`⚠ ${code}: ${message}`, `  → ${nextStep}`]),
  ];
  say(io.stdout, lines.join('\n'));
  if (instances.length > 0) say(io.stdout, `\n${table(INSTANCE_HEAD, instances.map(instanceRow))}`);
}

const INSTANCE_HEAD = ['INSTANCE', 'STATE', 'TARGET', 'HEALTH', 'RELEASES', 'WHY'];

function instanceRow({ name, state, target, health, releases, reason }: InstanceAnswer): string[] {
  const carried = releases.map(({ version, state: how }) =>
    how === 'deployed' ? version : `${version} (${how})`,
  );
  return [name, state, target?.name ?? '-', target ? health : '-', carried.join(', ') || '-', reason];
}

async function explain({ io, client, format }: Tools, fleet: string, instance: string): Promise<void> {
  const query = new URLSearchParams({ instance }).toString();
  const value = await client().get<Explanation>(`${fleetPath(fleet)}/explain?${query}`);
  print(io, format(), {
    value,
    name: ({ instance: found }) => found?.name ?? instance,
    text: ({ points, decisions }) =>
      [
        ...points.map(({ about, isSo, why }) => `${isSo ? '✔' : '✖'} ${isSo ? '' : 'not '}${about}: ${why}`),
        '',
        ...decisions.toReversed().map(timelineLine),
      ].join('\n'),
  });
}

async function reconcile({ io, client }: Tools, fleet: string, asked: Asked): Promise<void> {
  await client().post(`${fleetPath(fleet)}/reconcile`, asked);
  say(io.stderr, `${fleet} looks now. Follow it with: fleet timeline ${fleet}`);
}
