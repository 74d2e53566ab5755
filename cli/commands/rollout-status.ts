import type { Command } from 'commander';
import type { RolloutAnswer } from '../../shared/view/rollout-answers.ts';
import { rolloutPath } from '../api-paths.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { Poll } from '../live/poll.ts';
import { widthOf } from '../live/screen.ts';
import { watch } from '../live/watch.ts';
import { pictureLines } from '../show/picture.ts';
import { print } from '../show/print.ts';
import { rolloutPicture } from '../show/rollout.ts';
import { painter } from '../show/state.ts';
import type { Tools } from './tools.ts';

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
      isWatched ? watchRollout(tools, id, timeout) : status(tools, id),
    );
}

async function status({ io, client, format, end }: Tools, id: string): Promise<void> {
  const value = await client().get<RolloutAnswer>(rolloutPath(id));
  const look = { now: io.now(), width: widthOf(io.stdout), paint: painter(io.stdout) };
  const text = (answer: RolloutAnswer) => pictureLines(rolloutPicture(answer), look).join('\n');
  print(io, format(), { value, text, name: () => value.id });
  end(exitOf(value));
}

function watchRollout(tools: Tools, id: string, timeoutSeconds: number | undefined): Promise<void> {
  const poll = new Poll(tools.client());
  return watch<RolloutAnswer>(tools, {
    look: () => poll.get(rolloutPath(id)),
    picture: rolloutPicture,
    inShort: ({ state, units }) => ({ id, state, units }),
    exitOf: (rollout) => (isOver(rollout) ? exitOf(rollout) : undefined),
    timeoutSeconds,
  });
}

function isOver({ state, ended }: RolloutAnswer): boolean {
  return ended !== undefined || ['succeeded', 'paused', 'blocked'].includes(state);
}

/** How it stands, for scripts; one that goes on is no failure. */
function exitOf({ state, obeyed }: RolloutAnswer): number {
  if (state === 'paused') return EXIT.paused;
  if (state === 'rolledBack' && obeyed?.command === 'abort') return EXIT.aborted;
  return state === 'rolledBack' || state === 'blocked' ? EXIT.notRolledOut : EXIT.ok;
}
