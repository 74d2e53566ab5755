import type { Command } from 'commander';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import { fleetPath, rolloutPath } from '../api-paths.ts';
import { wholeNumber } from '../arguments.ts';
import { isRolloutId } from '../rollout-id.ts';
import { print } from '../show/print.ts';
import { timelineLine } from '../show/timeline-line.ts';
import type { Tools } from './tools.ts';

interface Asked {
  since?: string;
  kind?: string;
  subject?: string;
  limit: number;
}

const DEFAULT_LIMIT = 100;

export function addTimelineCommand(program: Command, tools: Tools): void {
  program
    .command('timeline <fleet-or-rollout>')
    .description('every decision with its reason, oldest first')
    .option('--since <time>', 'nothing before (ISO 8601)')
    .option('--kind <kind>', 'only lines of this kind')
    .option('--subject <subject>', 'only lines about this instance, target or release')
    .option('--limit <n>', 'the newest so many lines', wholeNumber, DEFAULT_LIMIT)
    .action((of: string, asked: Asked) => timeline(tools, of, asked));
}

async function timeline({ io, client, format }: Tools, of: string, asked: Asked): Promise<void> {
  const { limit, ...filter } = asked;
  const path = isRolloutId(of) ? rolloutPath(of) : fleetPath(of);
  const query = new URLSearchParams({
    take: String(Math.min(Math.max(limit, 1), 500)),
    ...filter,
  }).toString();
  const value = (await client().all<TimelineEntry>(`${path}/timeline?${query}`, limit)).reverse();
  const text = (entries: TimelineEntry[]) => entries.map(timelineLine).join('\n');
  print(io, format(), { value, text, name: (entries) => entries.map(({ at }) => at).join('\n') });
}
