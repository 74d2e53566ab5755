import type { Move, Plan, World } from '../contracts/rollout/plan.ts';
import type { AskedCommand, Entry, Rollout } from '../contracts/rollout/record.ts';
import { capacityOverTime } from '../domain/rollout/capacity.ts';
import { type CostOfChange, costsOf, sum } from '../domain/rollout/estimate.ts';
import { planWarnings } from '../domain/rollout/plan-warnings.ts';
import { allowedCommands, stateOf } from '../domain/rollout/state.ts';
import { inWords } from '../domain/rollout/told.ts';
import { count } from '../domain/wording.ts';
import { wayBack } from '../domain/rollout/way-back.ts';
import type { PlanAnswer, RolloutAnswer, RolloutHead, RolloutInShort, StepState } from './rollout-answers.ts';

/** What a rollout would do, as the API, and later the CLI and the dashboard, show it. */
export function planView(plan: Plan, world: World, costOfChange: CostOfChange): PlanAnswer {
  const { newUnit, revision, stableUnit, desired, successAt, stableDesired: stable = 0 } = plan;
  const machines = new Map(stableUnit === undefined ? [] : [[stableUnit, stable]]);
  const costs = costsOf(plan.steps, machines, costOfChange);
  const steps = plan.steps.map((step, index) => ({
    ...{ index, kind: step.kind, title: step.title, clearsUp: index >= successAt },
    ...{ does: step.moves.map(moveInWords), deadlineSeconds: step.deadlineSeconds },
    expected: costs[index],
  }));
  const start = stableUnit === undefined ? { newUnit, stable } : { newUnit, stableUnit, stable };
  return {
    ...{ newUnit, revision, stableUnit, desired, steps },
    expected: costs.reduce(sum, { calls: 0, seconds: 0 }),
    capacity: capacityOverTime(plan.steps, start),
    checks: [...world.checks, ...planWarnings(plan)],
    canStart: world.checks.every(({ result }) => result !== 'failed'),
  };
}

/** A rollout in a list. */
export function rolloutHead(rollout: Rollout): RolloutHead {
  const { id, fleet, createdAt, policy, plan, succeededAt, ended } = rollout;
  const { newUnit, stableUnit } = plan;
  const head = { id, fleet, state: stateOf(rollout), createdAt, succeededAt, ended };
  return { ...head, image: policy.image, newUnit, stableUnit };
}

/** A rollout on its fleet's status: where it stands, and what it waits for. */
export function rolloutInShort(rollout: Rollout): RolloutInShort {
  const { id, plan, position, hold, trouble, nextAt } = rollout;
  const step = plan.steps[position.step]?.title;
  return { id, state: stateOf(rollout), step, waitsFor: hold, trouble, nextAt };
}

/**
 * A rollout as people read it: where it stands, why, and what may be asked of it. `asked` are commands that its next turn obeys;
 * all else is told as it will be then.
 */
export function rolloutView(
  rollout: Rollout,
  { journal, asked }: { journal: Entry[]; asked: AskedCommand[] },
): RolloutAnswer {
  const { id, fleet, createdAt, policy, hold, failure, trouble, ended, succeededAt, nextAt } = rollout;
  return {
    ...{ id, fleet, state: stateOf(rollout), createdAt, by: rollout.by, succeededAt, image: policy.image },
    strategy: policy.blueGreen ? 'blueGreen' : policy.canary ? 'canary' : 'basic',
    ...{ steps: rollout.plan.steps.map((_, index) => stepView(rollout, index)) },
    units: unitsOf(rollout, journal),
    capacity: capacityUntilNow(rollout, journal),
    wayBack: wayBackOf(rollout, journal),
    allowed: allowedCommands(rollout),
    obeyed: rollout.obeyed,
    asked: asked.map(({ command, by, at, toStep }) => ({ command, by, at, toStep })),
    ...{ waitsFor: hold, failure, trouble, nextAt, ended },
    ...{ changes: journal, policy },
  };
}

function stepView(rollout: Rollout, index: number) {
  const { plan, position, failure, hold, ended } = rollout;
  const { kind, title } = plan.steps[index] ?? {};
  const isHere = index === position.step && !ended;
  const waits = isHere ? hold?.why : undefined;
  return {
    ...{ index, kind, title, state: stepStateOf(rollout, index) },
    reason: index === failure?.step ? failure.reason : waits,
    ...(isHere ? { began: position.stepSince } : timesOf(rollout, index)),
  };
}

function timesOf({ passed = [] }: Rollout, index: number): { began?: string; ended?: string } {
  const { began, ended } = passed.findLast(({ step }) => step === index) ?? {};
  return began === undefined || ended === undefined ? {} : { began, ended };
}

function stepStateOf(rollout: Rollout, index: number): StepState {
  const { position, hold, failure, goal } = rollout;
  if (index === failure?.step) return 'failed';
  if (goal === 'back' || hold?.resume === 'back') return stateOnTheWayBack(rollout, index);
  if (index < position.step) return 'done';
  if (index > position.step) return 'pending';
  return hold ? 'waiting' : 'running';
}

function stateOnTheWayBack({ position, backTo = 0 }: Rollout, index: number): StepState {
  if (index > position.step) return 'pending';
  return index < backTo ? 'done' : 'takenBack';
}

function unitsOf({ plan, seen }: Rollout, journal: Entry[]) {
  const { newUnit, stableUnit, stableDesired = 0, revision } = plan;
  const unit = (name: string, role: 'stable' | 'new', atFirst: number) => {
    const last = journal.findLast((entry) => entry.facet === 'size' && entry.of === name);
    const desired = last?.facet === 'size' ? last.to.desired : atFirst;
    const { ready, at: seenAt } = seen?.[name] ?? {};
    return { name, revision: role === 'new' ? revision : revisionIn(name), role, desired, ready, seenAt };
  };
  return [
    ...(stableUnit === undefined ? [] : [unit(stableUnit, 'stable', stableDesired)]),
    unit(newUnit, 'new', 0),
  ];
}

/** One point for each change of a size, the way back's as well. */
function capacityUntilNow({ plan, createdAt }: Rollout, journal: Entry[]): RolloutAnswer['capacity'] {
  let last = { at: createdAt, stable: plan.stableDesired ?? 0, new: 0 };
  const changes = journal.flatMap((entry) => {
    if (entry.facet !== 'size') return [];
    const role = entry.of === plan.newUnit ? 'new' : 'stable';
    last = { ...last, at: entry.at, [role]: entry.to.desired };
    return [last];
  });
  return [{ at: createdAt, stable: plan.stableDesired ?? 0, new: 0 }, ...changes];
}

function revisionIn(name: string): number {
  return Number(/__(\d+)$/.exec(name)?.[1] ?? 0);
}

/** What the way back does, or would do if it were taken now. */
function wayBackOf(rollout: Rollout, journal: Entry[]) {
  const moves = rollout.wayBack ?? wayBack({ journal, newUnit: rollout.plan.newUnit, fromStep: 0 });
  const isTaken = rollout.wayBack !== undefined;
  return { isTaken, at: isTaken ? rollout.position.move : undefined, does: moves.map(moveInWords) };
}

function moveInWords(move: Move): string {
  switch (move.kind) {
    case 'change':
      return `${inWords(move.change)}: ${move.why}`;
    case 'ready':
      return move.size === 0
        ? `Wait until ${move.unit} has no machines`
        : `Wait until ${move.unit} has ${count(move.size, 'machine')}, all ready`;
    case 'level':
      return `Grow ${move.unit} by as many machines as ${move.with} has grown`;
    case 'reachable':
      return `Wait until traffic finds ${move.unit} well`;
    case 'gate':
      return gateInWords(move.gate);
  }
}

function gateInWords(gate: Extract<Move, { kind: 'gate' }>['gate']): string {
  switch (gate.kind) {
    case 'verify':
      return `Measure ${count(gate.count, 'time')}, every ${gate.interval}; ${gate.failureLimit === 0 ? 'none' : `at most ${gate.failureLimit}`} may fail`;
    case 'pause':
      return gate.for === undefined ? `Wait for a person, at most ${gate.timeout}` : `Wait for ${gate.for}`;
    case 'wait':
      return `Wait for ${gate.seconds} seconds: ${gate.why}`;
    case 'webhook':
      return 'Ask a service of the owner’s';
  }
}
