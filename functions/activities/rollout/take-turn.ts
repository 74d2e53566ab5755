import { isDeepStrictEqual } from 'node:util';
import { bug, ProblemError } from '../../../shared/contracts/problem.ts';
import type { Entry, Rollout } from '../../../shared/contracts/rollout/record.ts';
import type {
  Act,
  ActOutcome,
  NextTurn,
  TurnActivity,
  TurnOrder,
} from '../../../shared/contracts/rollout/turn.ts';
import { absorb } from '../../../shared/domain/rollout/absorb.ts';
import { nextTurn } from '../../../shared/domain/rollout/next-turn.ts';
import { toldTurn } from '../../../shared/domain/rollout/told.ts';
import { withoutSecrets } from '../../../shared/wire/without-secrets.ts';
import type { Dependencies } from '../../dependencies.ts';
import { measureTurn } from '../../telemetry/measure-rollout.ts';
import { type Desk, openDesk } from './desk.ts';
import { tellRollout } from './tell-rollout.ts';

const ACTIVITY_OF: Record<Act['do'], TurnActivity> = {
  begin: 'beginChange',
  poll: 'pollChange',
  observe: 'observeUnit',
  compare: 'observeUnit',
  reach: 'observeUnit',
  measure: 'measureGate',
  rest: 'decideTurn',
  end: 'decideTurn',
};

/** What an act brought to light. */
export interface Performed {
  outcome?: ActOutcome;
  /** The entry that the act was about, as it is now. */
  entry?: Entry;
  /** The desk as the act left it, when it wrote the record itself. */
  desk?: Desk;
  /** The fleet consists of something else now. */
  stirred?: boolean;
}

/**
 * One turn of the fleet's rollout. The record decides anew what is to be done: when that is not what the activity is for (a
 * command came, a deadline passed, the turn was taken already), it says what is, and does nothing.
 */
export async function takeTurn(
  deps: Dependencies,
  order: TurnOrder & { kind: TurnActivity },
  perform: (desk: Desk) => Promise<Performed>,
): Promise<NextTurn | null> {
  const desk = await openDesk(deps, order);
  if (!desk) return null;
  const isDue = ACTIVITY_OF[desk.turn.act.do] === order.kind && order.kind !== 'decideTurn';
  return close(deps, desk, isDue ? await inItsTurn(() => perform(desk)) : {});
}

/** A problem is what the act brought to light: it is waited out, or ends the way, by the record's own rules. */
async function inItsTurn(perform: () => Promise<Performed>): Promise<Performed> {
  try {
    return await perform();
  } catch (error) {
    const { problem } = error instanceof ProblemError ? error : mistake(error);
    return { outcome: { of: 'trouble', problem } };
  }
}

/** A mistake of ours ends the way, for all to see, rather than being made again at every turn. */
function mistake(error: unknown): ProblemError {
  const message = error instanceof Error ? error.message : String(error);
  const nextStep = 'Please report this with the rollout’s timeline.';
  return bug('turnFailed', `A turn failed unexpectedly: ${withoutSecrets(message).slice(0, 500)}`, nextStep);
}

/** Writes what the turn came to, tells it, and says what comes next. */
async function close(deps: Dependencies, opened: Desk, performed: Performed): Promise<NextTurn | null> {
  const { desk = opened, outcome, entry, stirred = false } = performed;
  const { file, turn, now } = desk;
  const journal = withEntries(file.journal, entry ? [entry] : []);
  const after = outcome ? absorb(turn.rollout, { outcome, journal, now }) : turn.rollout;
  const following = nextTurn(after, { journal, now });
  const written = withSight(following.rollout, turn.act, { outcome, now });
  const givenUp = [turn.givenUp, following.givenUp].flatMap((seq) => endedAsFailed(journal, seq));
  const entries = withEntries(entry ? [entry] : [], givenUp);
  await tellRollout(deps, { rollout: written, at: now }, toldTurn(storyOf(desk, performed, written)));
  // Before the record: a turn that is taken again after that knows of no news.
  if (stirred) await stir(deps, desk);
  await write(deps, desk, { rollout: written, entries });
  measureTurn(opened.file.rollout, written, outcome);
  if (written.ended) return null;
  return nextOf(written.id, following.act, { now, stirred });
}

async function write(
  deps: Dependencies,
  { file, heard }: Desk,
  { rollout, entries }: { rollout: Rollout; entries: Entry[] },
): Promise<void> {
  const isSame = entries.length === 0 && heard.length === 0 && isDeepStrictEqual(rollout, file.rollout);
  if (isSame && !rollout.ended) return;
  await deps.stores.rollouts.commit(file, { rollout, entries, obeyed: heard.map(({ asked }) => asked) });
}

function storyOf({ file, heard, turn }: Desk, { outcome, entry, desk }: Performed, after: Rollout) {
  return {
    ...{ before: file.rollout, heard, after },
    // What was written before the act was told then; what was only decided is told once it is done.
    ...(outcome && !desk ? { act: turn.act } : {}),
    ...(entry ? { change: entry } : {}),
    ...(outcome ? { outcome } : {}),
  };
}

/** There is something for the fleet to look at, whether or not an event of the cloud's says so (rule 2). */
async function stir({ stores }: Dependencies, { file, now }: Desk): Promise<void> {
  const { id, fleet } = file.rollout;
  const hint = { id: `rollout:${id}:${now}`, source: 'rollout' as const, what: 'a unit was changed' };
  await stores.hints.add(fleet, { ...hint, receivedAt: now });
}

function withSight(
  rollout: Rollout,
  act: Act,
  { outcome, now: at }: { outcome: ActOutcome | undefined; now: string },
): Rollout {
  if (act.do !== 'observe' || outcome?.of !== 'ready') return rollout;
  const { size, ready } = outcome;
  return { ...rollout, seen: { ...rollout.seen, [act.unit]: { size, ready, at } } };
}

/** Entries by their numbers, the newer ones in place of the older. */
function withEntries(entries: Entry[], newer: Entry[]): Entry[] {
  return [...new Map([...entries, ...newer].map((entry) => [entry.seq, entry])).values()];
}

function endedAsFailed(journal: Entry[], seq: number | undefined): Entry[] {
  return journal
    .filter((entry) => entry.seq === seq)
    .map((entry) => ({ ...entry, outcome: 'failed' as const }));
}

function nextOf(rolloutId: string, act: Act, { now, stirred }: { now: string; stirred: boolean }): NextTurn {
  const at = act.do === 'rest' ? act.until : now;
  return {
    ...{ rolloutId, act: ACTIVITY_OF[act.do] },
    ...(at === undefined ? {} : { at }),
    ...(stirred ? { stirred } : {}),
  };
}
