import type { Command } from 'commander';
import type { DeploymentPlan } from '../../shared/view/answers.ts';
import { fleetPath } from '../api-paths.ts';
import { print } from '../show/print.ts';
import type { Tools } from './tools.ts';

const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/** What would be deployed now; nothing is changed. */
export function addWhatIfCommand(program: Command, tools: Tools): void {
  program
    .command('what-if <fleet>')
    .description('what would be deployed now, to which machines; changes nothing')
    .action((fleet: string) => whatIf(tools, fleet));
}

async function whatIf({ io, client, format }: Tools, fleet: string): Promise<void> {
  const value = await client().get<DeploymentPlan>(`${fleetPath(fleet)}/deployments/plan`);
  print(io, format(), {
    value,
    name: ({ deployments }) => deployments.map(({ projectName }) => projectName).join('\n'),
    text: textOf,
  });
}

function textOf({ deployments, problems }: DeploymentPlan): string {
  const lines = deployments.map(lineOf);
  const told = problems.flatMap(({ message, nextStep }) => [`⚠ ${message}`, `  → ${nextStep}`]);
  return [...(lines.length > 0 ? lines : ['Nothing would be deployed now.']), ...told].join('\n');
}

function lineOf({ projectName, version, isRunbook, machines, after }: DeploymentPlan['deployments'][number]) {
  const names = machines.map(({ instance }) => instance).sort(BY_NUMBER.compare);
  const later = after.length > 0 ? `, after ${after.join(' and ')}` : '';
  return `${isRunbook ? 'run' : 'deploy'}  ${projectName} ${version}  to ${names.join(', ')}${later}`;
}
