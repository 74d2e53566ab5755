import type { Command } from 'commander';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import { fleetPath, rolloutPath } from '../api-paths.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../io.ts';
import { LOOK_EVERY_MS, patient } from '../live/patient.ts';
import { Poll } from '../live/poll.ts';
import { isRolloutId } from '../rollout-id.ts';
import { timelineLine } from '../show/timeline-line.ts';
import type { Tools } from './tools.ts';

interface Asked {
  follow?: true;
  tail: number;
  timeout?: number;
}

const DEFAULT_TAIL = 20;
/** Between two looks nothing tells more. */
const MOST_AT_ONCE = 200;

export function addLogsCommand(program: Command, tools: Tools): void {
  program
    .command('logs <fleet-or-rollout>')
    .description('its newest decisions, a line each, and with --follow those that come')
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .option('--tail <n>', 'begin with the newest so many', wholeNumber, DEFAULT_TAIL)
    .option('--timeout <seconds>', 'follow no longer', wholeNumber)
    .action((of: string, asked: Asked) => logs(tools, of, asked));
}

async function logs(tools: Tools, of: string, { follow, tail, timeout = Infinity }: Asked): Promise<void> {
  const { io, client, end } = tools;
  const poll = new Poll(client());
  const path = `${isRolloutId(of) ? rolloutPath(of) : fleetPath(of)}/timeline?take=${MOST_AT_ONCE}`;
  const look = patient(tools, () => poll.get<{ items: TimelineEntry[] }>(path));
  const until = io.now() + timeout * 1000;
  const told = new Set<string>();
  for (let most = tail; ; most = MOST_AT_ONCE) {
    const { items } = await look();
    const fresh = items.filter((entry) => !told.has(keyOf(entry)));
    for (const entry of fresh.slice(0, most).reverse()) say(io.stdout, lineOf(tools, entry));
    for (const entry of items) told.add(keyOf(entry));
    if (!follow) return;
    if (io.now() >= until) return end(EXIT.stillRunning);
    await io.pause(LOOK_EVERY_MS);
  }
}

function keyOf({ at, kind, message }: TimelineEntry): string {
  return `${at}|${kind}|${message}`;
}

/** For programs each line is JSON by itself: a list would have no end. */
function lineOf({ format }: Tools, entry: TimelineEntry): string {
  return format() === 'text' ? timelineLine(entry) : JSON.stringify(entry);
}
