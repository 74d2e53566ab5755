import type { OrchestrationContext } from 'durable-functions';
import { careId, type ReactionSummary } from '../shared/contracts/activities.ts';
import type { HintBatch } from '../shared/contracts/hint.ts';
import type { NextTurn } from '../shared/contracts/rollout/turn.ts';
import { react } from './react.ts';
import type { Step } from './steps/call.ts';
import { followDeployments } from './steps/deploy.ts';
import { collectHints } from './steps/hints.ts';
import { after, beginLife, type Life, now, SOONEST_LOOK_SECONDS } from './steps/life.ts';
import { Stopped } from './steps/patiently.ts';
import { NEVER, rest, TURNS_PER_LIFE } from './steps/rest.ts';

/** What one life of the orchestration hands to the next. */
export interface CareInput {
  fleet: string;
  last?: ReactionSummary;
  /** The next turn of its rollout; `null`: none is under way. Without it the stores are asked. */
  turn?: NextTurn | null;
}

const AFTER_A_PROBLEM_SECONDS = 120;

/**
 * Cares for one fleet, for as long as there is that fleet. Each life of it either takes all waiting hints as one
 * reaction, or, when none waits, follows the deployments and rests until somebody rings, or until somebody whom the last
 * reaction did not wait for is to be looked after; then it starts over. Being the
 * only one who does, it is the fleet's one writer (rule 8). Every life begins at the inbox, so a ring that gets lost
 * on the way from one to the next loses no hint.
 */
export function* careForFleet(context: OrchestrationContext): Step<string | undefined> {
  const care = context.df.getInput<CareInput>();
  const own = careId(care.fleet);
  // Restarted under another id through the management API it would be a second writer.
  if (context.df.instanceId !== own)
    return `Only ${own} cares for fleet ${care.fleet}; this one did nothing.`;
  context.df.setCustomStatus({ phase: 'resting', lastReaction: care.last ?? null });
  const life = beginLife(context, care.fleet, care.turn);
  try {
    const next = yield* careOnce(life, care);
    if (!next) return `There is no fleet ${care.fleet} any more.`;
    context.df.continueAsNew(withTurn(next, life));
  } catch (error) {
    // Our own store or Octopus stayed out of reach; what waited is still in the inbox or in the ledger.
    if (!(error instanceof Stopped)) throw error;
    life.rung = false;
    yield* rest(life, after(life, AFTER_A_PROBLEM_SECONDS));
    context.df.continueAsNew(withTurn(care, life));
  }
  return undefined;
}

function withTurn(care: CareInput, { rollout }: Life): CareInput {
  const { turn: _before, ...rest } = care;
  return rollout.next === undefined ? rest : { ...rest, turn: rollout.next };
}

/** Answers what to go on with; `undefined` when there is no such fleet any more. */
function* careOnce(life: Life, care: CareInput): Step<CareInput | undefined> {
  const { fleet, last } = care;
  const hints = yield* collectHints(life);
  if (!hints) return undefined;
  const again = last?.againAt === undefined ? NEVER : Date.parse(last.againAt);
  if (hints.count > 0 || now(life) >= again) return { fleet, last: yield* reactTo(life, hints, last) };
  if (!last) {
    yield* rest(life, NEVER, { turns: TURNS_PER_LIFE });
    return care;
  }
  const isDue = (yield* followDeployments(life, last, again)) === 'due';
  return isDue ? { fleet, last: { ...last, againAt: new Date(now(life)).toISOString() } } : care;
}

function* reactTo(life: Life, hints: HintBatch, last?: ReactionSummary): Step<ReactionSummary> {
  const { context, fleet } = life;
  const reactionId = reactionIdAt(fleet, context.df.currentUtcDateTime);
  context.df.setCustomStatus({ phase: 'reacting', reactionId, lastReaction: last ?? null });
  const soonestNext = after(life, SOONEST_LOOK_SECONDS);
  const reaction = yield* react(life, { reactionId, hints });
  // A storm of hints becomes a reaction every few seconds; what comes meanwhile is taken as one by the next.
  yield* rest(life, soonestNext, { deaf: true });
  return reaction;
}

/** Sorts by time, tells people when it was, and cannot be taken by another reaction of the fleet. */
function reactionIdAt(fleet: string, now: Date): string {
  return `${fleet}-${now.toISOString().replaceAll(/[-:.]/g, '')}`;
}
