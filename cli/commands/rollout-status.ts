import type { Command } from 'commander';
import type { RolloutAnswer } from '../../shared/view/rollout-answers.ts';
import { rolloutPath } from '../api-paths.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../io.ts';
import { print } from '../show/print.ts';
import { rolloutText, stepLines } from '../show/rollout.ts';
import { shownState } from '../show/state.ts';
import type { Tools } from './tools.ts';

const EVERY_MS = 2000;

interface Asked {
  watch?: boolean;
  timeout?: number;
}

export function addRolloutStatus(rollout: Command, tools: Tools): void {
  rollout
    .command('status <rollout>')
    .description('where it stands; the exit code says so, too')
    .option('--watch', 'until it ends or waits for a person')
    .option('--timeout <seconds>', 'watch no longer', wholeNumber)
    .action((id: string, { watch: isWatched, timeout }: Asked) =>
      isWatched ? watch(tools, id, timeout) : status(tools, id),
    );
}

async function status({ io, client, format, end }: Tools, id: string): Promise<void> {
  const value = await client().get<RolloutAnswer>(rolloutPath(id));
  print(io, format(), { value, text: (answer) => rolloutText(answer, io.stdout), name: () => value.id });
  end(exitOf(value));
}

/** Says what is new until the rollout has ended, waits for a person, or the time is over. */
async function watch(tools: Tools, id: string, timeoutSeconds = Infinity): Promise<void> {
  const { io, client, end } = tools;
  const until = io.now() + timeoutSeconds * 1000;
  for (let said: string[] = []; ;) {
    const rollout = await client().get<RolloutAnswer>(rolloutPath(id));
    const lines = watchedLines(tools, rollout);
    for (const line of lines) if (!said.includes(line)) say(io.stdout, line);
    said = lines;
    if (isOver(rollout)) return end(exitOf(rollout));
    if (io.now() >= until) return end(EXIT.stillRunning);
    await io.pause(EVERY_MS);
  }
}

function watchedLines({ io, format }: Tools, rollout: RolloutAnswer): string[] {
  const { id, state, units } = rollout;
  if (format() !== 'text') return [JSON.stringify({ id, state, units })];
  return [...stepLines(rollout, io.stdout), `${id}  ${shownState(state, io.stdout)}`];
}

function isOver({ state, ended }: RolloutAnswer): boolean {
  return ended !== undefined || ['succeeded', 'paused', 'blocked'].includes(state);
}

/** How it stands, for scripts; one that goes on is no failure. */
function exitOf({ state }: RolloutAnswer): number {
  if (state === 'paused') return EXIT.paused;
  return state === 'rolledBack' || state === 'blocked' ? EXIT.notRolledOut : EXIT.ok;
}
