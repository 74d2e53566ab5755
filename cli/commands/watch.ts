import type { RolloutAnswer } from '../../shared/view/rollout-answers.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../io.ts';
import { shownState } from '../show/state.ts';
import { stepLines } from '../show/rollout.ts';
import { exitOf, rolloutPath } from './rollouts.ts';
import type { Tools } from './tools.ts';

const EVERY_MS = 2000;

/** Says what is new until the rollout has ended, waits for a person, or the time is over. */
export async function watch(
  { io, client, format, end }: Tools,
  id: string,
  timeoutSeconds = Infinity,
): Promise<void> {
  const until = io.now() + timeoutSeconds * 1000;
  let said = new Set<string>();
  for (;;) {
    const rollout = await client().get<RolloutAnswer>(rolloutPath(id));
    said = tell(rollout);
    if (isOver(rollout)) return end(exitOf(rollout));
    if (io.now() >= until) return end(EXIT.stillRunning);
    await io.pause(EVERY_MS);
  }

  function tell(rollout: RolloutAnswer): Set<string> {
    const lines =
      format() === 'text'
        ? [...stepLines(rollout, io.stdout), `${rollout.id}  ${shownState(rollout.state, io.stdout)}`]
        : [JSON.stringify({ id, state: rollout.state, units: rollout.units })];
    for (const line of lines) if (!said.has(line)) say(io.stdout, line);
    return new Set(lines);
  }
}

function isOver({ state, ended }: RolloutAnswer): boolean {
  return ended !== undefined || state === 'succeeded' || state === 'paused' || state === 'blocked';
}
