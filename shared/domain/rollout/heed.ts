import type { AskedCommand, Entry, Rollout, RolloutCommand } from '../../contracts/rollout/record.ts';
import { obey, type Obeyed } from './obey.ts';

/** A command that waited, and what became of it. */
export interface Heard {
  asked: AskedCommand;
  /** Why it was not obeyed. */
  refused?: string;
}

/** These answer what the rollout waits for; given for one place, they say nothing of a later one. */
const FOR_ITS_PLACE: RolloutCommand[] = ['approve', 'reject', 'promote', 'resume', 'retry'];

/** The record as its next turn will find it: what was acknowledged counts from then on, for whoever reads and whoever asks next. */
export function toldSoFar(
  { rollout, journal, asked }: { rollout: Rollout; journal: Entry[]; asked: AskedCommand[] },
  now: string,
): Rollout {
  return heed(rollout, asked, { journal, now }).rollout;
}

/** The record after all that was asked of it, in that order; what no longer fits is not obeyed, and told. */
export function heed(
  rollout: Rollout,
  asked: AskedCommand[],
  moment: { journal: Entry[]; now: string },
): { rollout: Rollout; heard: Heard[] } {
  let current = rollout;
  const heard = asked.map((each): Heard => {
    const { command, by, toStep } = each;
    if (isPassedBy(each, current))
      return { asked: each, refused: 'it was given for a place that the rollout has left since' };
    const told = obey(current, {
      ...{ command, by, ...moment },
      ...(toStep === undefined ? {} : { toStep }),
    });
    if (!told.ok) return { asked: each, refused: whyNot(told) };
    current = { ...told.rollout, obeyed: { command, at: moment.now } };
    return { asked: each };
  });
  return { rollout: current, heard };
}

function whyNot(told: Extract<Obeyed, { ok: false }>): string {
  if ('why' in told) return told.why;
  return `it is ${told.state}, and takes ${told.allowed.join(', ') || 'none'}`;
}

function isPassedBy({ command, step, move }: AskedCommand, { position }: Rollout): boolean {
  return FOR_ITS_PLACE.includes(command) && (step !== position.step || move !== position.move);
}
