import type { Command } from 'commander';
import type { FleetAnswer } from '../../shared/view/answers.ts';
import { fleetPath } from '../api-paths.ts';
import { EXIT } from '../exit-codes.ts';
import { print } from '../show/print.ts';
import { shownState } from '../show/state.ts';
import type { Tools } from './tools.ts';

/** Health at a glance, for people and for scripts. */
export function addStatusCommand(program: Command, tools: Tools): void {
  program
    .command('status [fleet]')
    .description('whether all fleets, or one, are well; ends with 6 if one needs a person')
    .action((fleet?: string) => status(tools, fleet));
}

async function status({ io, client, format, end }: Tools, fleet?: string): Promise<void> {
  const all = fleet
    ? [await client().get<FleetAnswer>(fleetPath(fleet))]
    : await client().all<FleetAnswer>('/api/fleets?take=500');
  const ill = all.filter(needsSomebody);
  const well = all.filter((each) => !needsSomebody(each));
  print(io, format(), {
    value: [...ill, ...well],
    name: () => ill.map(({ name }) => name).join('\n'),
    text: (each) =>
      [...each.flatMap((one) => linesOf(one, io.stdout)), sumOf(all.length, ill.length)].join('\n'),
  });
  if (ill.length > 0) end(EXIT.problems);
}

function needsSomebody({ status: { phase, problems } }: FleetAnswer): boolean {
  return phase === 'blocked' || problems.length > 0;
}

function linesOf({ name, status: seen }: FleetAnswer, stream: Tools['io']['stdout']): string[] {
  const { phase, machines, rollout, waiting, problems, advice = [] } = seen;
  const parts = [
    shownState(phase, stream),
    name,
    ...(machines ? [`${machines.ready} of ${machines.desired} ready`] : []),
    ...(rollout ? [`rollout ${shownState(rollout.state, stream)}`] : []),
  ];
  return [
    parts.join('  '),
    ...(waiting ? [`  waits until ${waiting.until}: ${waiting.reason}`] : []),
    ...problems.flatMap(({ message, nextStep }) => [`  ⚠ ${message}`, `    → ${nextStep}`]),
    ...advice.flatMap(({ message, nextStep }) => [`  · ${message}`, `    → ${nextStep}`]),
  ];
}

function sumOf(all: number, ill: number): string {
  if (all === 0) return 'There is no fleet yet.';
  const fleets = all === 1 ? '1 fleet' : `${all} fleets`;
  return ill === 0 ? `${fleets}, nothing needs a person.` : `${fleets}, ${ill} in need of a person.`;
}
