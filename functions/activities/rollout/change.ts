import type { Change } from '../../../shared/contracts/rollout/facets.ts';
import type { Entry } from '../../../shared/contracts/rollout/record.ts';
import type { Act, ActOutcome } from '../../../shared/contracts/rollout/turn.ts';
import { ProblemError } from '../../../shared/contracts/problem.ts';
import { toldOthersChange } from '../../../shared/domain/rollout/changed-by-others.ts';
import { opened } from '../../../shared/domain/rollout/next-turn.ts';
import { toldTurn } from '../../../shared/domain/rollout/told.ts';
import type { Progress, RolloutProvider } from '../../../shared/ports/rollout.ts';
import type { Dependencies } from '../../dependencies.ts';
import type { Activity } from '../answering.ts';
import type { Desk } from './desk.ts';
import { type Performed, takeTurn } from './take-turn.ts';
import { tellRollout } from './tell-rollout.ts';

/** Changes of these make the fleet consist of other machines. */
const STIRRING: Change['facet'][] = ['existence', 'size'];

/** Journals the next change with what it replaces, and only then begins it. */
export const beginChange: Activity<'beginChange'> = (deps, order) =>
  takeTurn(deps, { ...order, kind: 'beginChange' }, async (desk) => {
    const { act } = desk.turn;
    if (act.do !== 'begin') return {};
    const entry = await entryOf(desk, act);
    return goOn(deps, await journaled(deps, desk, entry), entry);
  });

/** Asks how the open change is getting on; one whose beginning was never answered is begun once more. */
export const pollChange: Activity<'pollChange'> = (deps, order) =>
  takeTurn(deps, { ...order, kind: 'pollChange' }, async (desk) => {
    const { act } = desk.turn;
    const entry = desk.file.journal.find(({ seq }) => act.do === 'poll' && seq === act.seq);
    return entry ? goOn(deps, desk, entry) : {};
  });

async function entryOf({ turn, provider, now }: Desk, act: Extract<Act, { do: 'begin' }>): Promise<Entry> {
  const { seq, change, why } = act;
  const { position, goal } = turn.rollout;
  const before = await provider.facets[change.facet].read(change.of);
  const direction = goal === 'back' ? 'back' : 'forward';
  return { ...change, seq, before, step: position.step, direction, at: now, why } as Entry;
}

/** The desk once the entry is kept: a process that dies from here on leaves a change that is known to be open. */
async function journaled(deps: Dependencies, desk: Desk, entry: Entry): Promise<Desk> {
  const { file, heard, turn, now } = desk;
  const rollout = opened(turn.rollout, entry.seq, now);
  const story = { before: file.rollout, heard, act: turn.act, after: rollout };
  const told = [...toldOthersChange(file.journal, entry), ...toldTurn(story)];
  await tellRollout(deps, { rollout, at: now }, told);
  const { rollouts } = deps.stores;
  await rollouts.commit(file, { rollout, entries: [entry], obeyed: heard.map(({ asked }) => asked) });
  const again = await rollouts.open(rollout.fleet, rollout.id);
  return { ...desk, file: { ...(again ?? file), rollout }, heard: [], turn: { ...turn, rollout } };
}

async function goOn(deps: Dependencies, desk: Desk, entry: Entry): Promise<Performed> {
  const known = { desk, entry };
  try {
    const progress = await progressOf(deps, desk, entry);
    const isNews = entry.operation === undefined || progress.state !== 'running';
    const stirred = isNews && STIRRING.includes(entry.facet);
    return { ...known, entry: withProgress(entry, progress), outcome: outcomeOf(progress), stirred };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { problem } = error;
    const passes = problem.kind === 'Transient' || problem.kind === 'Conflict';
    const ended = passes ? entry : { ...entry, outcome: 'failed' as const };
    return { ...known, entry: ended, outcome: { of: 'trouble', problem } };
  }
}

/**
 * A new unit is the fleet's before it is made: an event of it rings the fleet's bell. One that was removed stays the fleet's
 * until its machines are out of the ledger (`releaseRetired`).
 */
async function progressOf({ stores }: Dependencies, desk: Desk, entry: Entry): Promise<Progress> {
  const { provider, named } = desk;
  const { facet, of, to } = entry;
  if (facet === 'existence' && to !== 'absent')
    await stores.fleets.claimMember(named.name, { scaleSet: provider.memberId(of), at: entry.at });
  return asked(provider, entry, desk.file.rollout.id);
}

function asked(provider: RolloutProvider, entry: Entry, rolloutId: string): Promise<Progress> {
  const { operation, seq, at, of } = entry;
  if (operation !== undefined) return provider.poll(operation);
  const attempt = { once: `${rolloutId}:${seq}`, at };
  switch (entry.facet) {
    case 'existence':
      return provider.facets.existence.begin(of, entry.to, attempt);
    case 'size':
      return provider.facets.size.begin(of, entry.to, attempt);
    case 'autoscale':
      return provider.facets.autoscale.begin(of, entry.to, attempt);
    case 'exposure':
      return provider.facets.exposure.begin(of, entry.to, attempt);
    case 'labels':
      return provider.facets.labels.begin(of, entry.to, attempt);
  }
}

function withProgress(entry: Entry, progress: Progress): Entry {
  if (progress.state === 'running') return { ...entry, operation: progress.operation };
  return { ...entry, outcome: progress.state };
}

function outcomeOf(progress: Progress): ActOutcome {
  if (progress.state !== 'running') return { of: 'change', ...progress };
  const { pollAfterSeconds } = progress;
  return { of: 'change', state: 'running', pollAfterSeconds };
}
