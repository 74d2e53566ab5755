import type { Change } from '../../contracts/rollout/facets.ts';
import type { RolloutImage } from '../../contracts/rollout/image.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Rollout } from '../../contracts/rollout/record.ts';
import type { Act, ActOutcome } from '../../contracts/rollout/turn.ts';
import type { RolloutKind } from '../../contracts/timeline.ts';
import { count, listed } from '../wording.ts';
import type { Heard } from './heed.ts';
import { stepOf } from './position.ts';
import { stateOf } from './state.ts';

/** A line of a rollout's story: what, and why. */
export interface ToldLine {
  kind: RolloutKind;
  message: string;
  reason: string;
  data?: Record<string, unknown>;
}

/** One turn, from the record that was read to the one that is written. */
export interface TurnStory {
  before: Rollout;
  heard: Heard[];
  /** What was asked of the world, and what came of it; absent when nothing was. */
  act?: Act;
  /** The change that is open, or was. */
  change?: Change & { why: string };
  outcome?: ActOutcome;
  after: Rollout;
}

/** A turn as people read it, in the order in which it happened. */
export function toldTurn(story: TurnStory): ToldLine[] {
  const [outcome, course] = [toldOutcome(story), toldCourse(story)];
  // What is begun is the first thing of a step; what was seen or done is the last.
  const told = story.act?.do === 'begin' ? [...course, ...outcome] : [...outcome, ...course];
  return [...story.heard.map(toldCommand), ...told];
}

function toldCommand({ asked, refused }: Heard): ToldLine {
  const { command, by } = asked;
  return refused === undefined
    ? { kind: 'rolloutCommand', message: `Obeys: ${command}`, reason: `asked for by ${by}` }
    : { kind: 'rolloutCommand', message: `Does not obey: ${command} by ${by}`, reason: refused };
}

function toldOutcome(story: TurnStory): ToldLine[] {
  const { act, outcome } = story;
  const begun: ToldLine[] =
    act?.do === 'begin'
      ? [{ kind: 'changeBegan', message: inWords(act.change), reason: act.why, data: { seq: act.seq } }]
      : [];
  return outcome ? [...begun, ...toldSight(story, outcome)] : begun;
}

function toldSight({ before, act, change }: TurnStory, outcome: ActOutcome): ToldLine[] {
  switch (outcome.of) {
    case 'change':
      return toldChange(outcome, change);
    case 'ready':
      return act?.do === 'observe' ? toldMachines(act, outcome, before) : [];
    case 'compared':
      return toldComparison(act, outcome);
    case 'reachable':
      return [{ kind: 'unitSeen', message: reachedInWords(outcome.well, act), reason: outcome.why }];
    case 'measurement':
      return [toldMeasurement(outcome)];
    case 'trouble':
      return toldTrouble(outcome.problem, before);
  }
}

function toldMeasurement({ verdict, reason }: Extract<ActOutcome, { of: 'measurement' }>): ToldLine {
  return { kind: 'measured', message: `Measured: ${verdict}`, reason, data: { verdict } };
}

/** Once, however often it is tried again. */
function toldTrouble({ kind, code, message }: Problem, { trouble }: Rollout): ToldLine[] {
  if (kind !== 'Transient' && kind !== 'Conflict')
    return [{ kind: 'changeFailed', message: 'Cannot go on', reason: message }];
  if (trouble?.code === code) return [];
  return [{ kind: 'rolloutWaits', message: 'Cannot go on at the moment, and tries again', reason: message }];
}

function toldChange(outcome: Extract<ActOutcome, { of: 'change' }>, made: TurnStory['change']): ToldLine[] {
  const what = made ? inWords(made) : 'The change under way';
  if (outcome.state === 'running') return [];
  const why = made?.why ?? '';
  if (outcome.state === 'done') {
    const { replaced } = outcome;
    const others: ToldLine[] =
      replaced === undefined ? [] : [{ kind: 'changedByOthers', message: replaced, reason: why }];
    return [...others, { kind: 'changeDone', message: `Done: ${what}`, reason: why }];
  }
  return [{ kind: 'changeFailed', message: `Failed: ${what}`, reason: outcome.problem.message }];
}

/** Only what is new: it is looked at every few seconds. */
function toldMachines(
  { unit, size: wanted }: Extract<Act, { do: 'observe' }>,
  { size, ready, failed, waitingFor = [] }: Extract<ActOutcome, { of: 'ready' }>,
  { seen }: Rollout,
): ToldLine[] {
  const last = seen?.[unit];
  if (last?.size === size && last.ready === ready && failed.length === 0) return [];
  const others = [...failed, ...waitingFor].map(({ name, reason }) => `${name}: ${reason}`);
  const message =
    size === 0 && wanted === 0
      ? `${unit} has no machines`
      : `${unit}: ${ready} of ${count(size, 'machine')} ready, ${wanted} wanted`;
  return [{ kind: 'unitSeen', message, reason: listed(others) || 'that is what its list of machines shows' }];
}

function toldComparison(act: Act | undefined, { size }: Extract<ActOutcome, { of: 'compared' }>): ToldLine[] {
  if (act?.do !== 'compare') return [];
  const reason = `${act.unit} is to have grown by as many when they change places`;
  return [{ kind: 'unitSeen', message: `${act.with} has ${count(size, 'machine')}`, reason }];
}

function reachedInWords(well: boolean, act: Act | undefined): string {
  const unit = act?.do === 'reach' ? act.unit : 'the unit';
  return well ? `Traffic finds ${unit} well` : `Traffic does not find ${unit} well yet`;
}

/** Where it goes on, holds, turns, or ends. */
function toldCourse({ before, after }: TurnStory): ToldLine[] {
  return [
    ...toldTurning(before, after),
    ...toldSuccess(before, after),
    ...toldStart(before, after),
    ...toldStep(before, after),
    ...toldHold(before, after),
    ...toldEnd(before, after),
  ];
}

function toldTurning(before: Rollout, after: Rollout): ToldLine[] {
  if (before.wayBack || !after.wayBack) return [];
  const moves = count(after.wayBack.length, 'move');
  const reason =
    after.failure?.reason ?? (after.obeyed ? `${after.obeyed.command} was asked for` : 'its time was over');
  return [{ kind: 'rolloutTurnedBack', message: `Turns back: ${moves} restore what was there`, reason }];
}

/** What comes, in whose place, and made like what; once, with the first change. */
function toldStart(before: Rollout, after: Rollout): ToldLine[] {
  if (!isFirstChange(before, after)) return [];
  const { plan, policy, fleet, by } = after;
  const { newUnit, revision, stableUnit, stableDesired, desired } = plan;
  const place = stableUnit === undefined ? 'where nothing serves yet' : `in place of ${stableUnit}`;
  const message = `Rolls ${imageInWords(policy.image)} out to ${fleet}: ${newUnit} ${place}`;
  const had = stableUnit === undefined ? '' : `, where ${stableUnit} has ${stableDesired ?? 0}`;
  return [
    {
      kind: 'rolloutStarted',
      message,
      reason: `revision ${revision} is the next; it is to have ${count(desired, 'machine')}${had}${by === undefined ? '' : `; begun by ${by}`}`,
      data: { newUnit, revision, stableUnit, stableDesired, desired, image: policy.image },
    },
  ];
}

function isFirstChange(before: Rollout, after: Rollout): boolean {
  return before.lastSeq === 0 && before.position.move === 0 && after.lastSeq === 1;
}

function imageInWords(image: RolloutImage): string {
  const [what = ''] = Object.values(image);
  return typeof what === 'string'
    ? what.replace(/^.*\/images\//i, '').replace('/versions/', ' ')
    : Object.values(what).join('/');
}

function toldStep(before: Rollout, after: Rollout): ToldLine[] {
  const step = stepOf(after);
  const isNew =
    before.position.step !== after.position.step || before.position.stepSince !== after.position.stepSince;
  const isFirst = isFirstChange(before, after);
  if (!step || after.goal !== 'forward' || !(isNew || isFirst)) return [];
  const { step: number } = after.position;
  const message = `Step ${number + 1} of ${after.plan.steps.length}: ${step.title}`;
  const reason = number === 0 ? 'the rollout begins' : `step ${number} is done`;
  return [{ kind: 'stepBegan', message, reason }];
}

function toldHold(before: Rollout, after: Rollout): ToldLine[] {
  if (!after.hold || before.hold?.since === after.hold.since) return [];
  const { why, until, kind } = after.hold;
  const message =
    kind === 'wayBackFailed' ? 'The way back is blocked: a person is needed' : 'Waits for a person';
  return [
    { kind: 'rolloutPaused', message, reason: why, ...(until === undefined ? {} : { data: { until } }) },
  ];
}

function toldSuccess(before: Rollout, after: Rollout): ToldLine[] {
  if (before.succeededAt || !after.succeededAt) return [];
  const message = `${after.plan.newUnit} serves`;
  return [{ kind: 'rolloutSucceeded', message, reason: 'all that it was for is done' }];
}

function toldEnd(before: Rollout, after: Rollout): ToldLine[] {
  if (before.ended || !after.ended) return [];
  const state = stateOf(after);
  const message = `The rollout has ended: ${state === 'rolledBack' ? 'rolled back' : state}`;
  return [{ kind: 'rolloutEnded', message, reason: after.ended.reason }];
}

/** A change as people say it. */
export function inWords(change: Change): string {
  const { of } = change;
  switch (change.facet) {
    case 'existence':
      return change.to === 'absent' ? `Remove ${of}` : `Create ${of}`;
    case 'size':
      return `Set ${of} to ${count(change.to.desired, 'machine')}`;
    case 'autoscale':
      return change.to === 'off' ? `Take autoscale off ${of}` : `Give ${of} its autoscale`;
    case 'exposure':
      return `Place: ${placesInWords(change.to)}`;
    case 'labels': {
      const labels = labelsInWords(change.to);
      return labels === '' ? `Take the labels off ${of}` : `Label ${of}: ${labels}`;
    }
  }
}

export function labelsInWords(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

export function placesInWords(places: Record<string, { production: number; stage: boolean }>): string {
  const said = Object.entries(places).map(([unit, { production, stage }]) => {
    if (production > 0) return `${unit} in production`;
    return stage ? `${unit} on stage` : `${unit} without traffic`;
  });
  return said.join(', ');
}
