import type { HintBatch } from '../../shared/contracts/hint.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import type { Occasion } from '../../shared/contracts/activities.ts';
import { bothYes, leftYes, yesIn, yesLapsed } from '../../shared/domain/reaction/operators-yes.ts';
import { carrier } from '../../shared/telemetry/spans.ts';
import { toldOpening, toldQuestion } from '../../shared/domain/reaction/told.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { askAgain } from './ask-again.ts';
import { loadFleet, loadTargeting, note } from './fleet-context.ts';
import { changeStatus } from './fleet-status.ts';
import { clearHints, withYes } from './hints.ts';
import { takeAdvice } from './take-advice.ts';

/**
 * Puts the reaction on record, and only then takes its hints out of the inbox; checks the fleet's names at its registry,
 * takes advice where it is due, and answers the rules to react by.
 */
export const openReaction: Activity<'openReaction'> = async (deps, { hints, ...occasion }) => {
  const { fleet } = await loadFleet(deps, occasion.fleet);
  const { reactions } = deps.stores;
  const existing = await reactions.get(occasion.fleet, occasion.reactionId);
  // However often it is tried, the reaction was opened once.
  if (!existing) await begin(deps, occasion, hints);
  await askAgain(deps, occasion.fleet, hints);
  await clearHints(deps, occasion.fleet, hints);
  const { at: since, reactionId } = occasion;
  await changeStatus(deps, occasion.fleet, ({ waiting: _over, ...before }) => ({
    ...{ ...before, phase: 'reacting', since, reactionId },
  }));
  const named = await loadTargeting(deps, occasion.fleet);
  if (named) await takeAdvice(deps, named, hints);
  return {
    deadlineMinutes: fleet.wait.deadlineMinutes,
    onDeadline: fleet.wait.onDeadline,
    stabilitySeconds: fleet.wait.stabilitySeconds,
    secondLookSeconds: fleet.prune.secondLookSeconds,
    registrationMinutes: fleet.register.waitMinutes,
    healthMinutes: fleet.health.waitMinutes,
  };
};

/** Takes over what an operator said to the reaction before, which could do nothing with it. */
async function begin(deps: Dependencies, occasion: Occasion, hints: HintBatch): Promise<void> {
  const { at, fleet } = occasion;
  const former = await reactionBefore(deps, fleet);
  const { goesOn, lapsed } = leftYes(former?.yes, at);
  const problem = lapsed && yesLapsed(lapsed);
  const questions = problem ? [problem] : [];
  await note(deps, occasion, [toldOpening(hints), ...questions.map(toldQuestion)]);
  if (former) await closeAbandoned(deps, former, at);
  await deps.stores.reactions.save({
    ...newReaction(occasion, hints),
    ...withYes(bothYes(goesOn, yesIn(hints, at))),
    ...(problem ? { questions } : {}),
  });
}

async function reactionBefore({ stores }: Dependencies, fleet: string): Promise<Reaction | undefined> {
  const before = (await stores.fleets.status(fleet))?.reactionId;
  return before === undefined ? undefined : stores.reactions.get(fleet, before);
}

/** The one before was left open when its orchestration was ended under it; nobody else will say so. */
async function closeAbandoned({ stores }: Dependencies, reaction: Reaction, at: string): Promise<void> {
  if (reaction.finishedAt !== undefined) return;
  const reason = 'its orchestration was ended before it came to an end';
  await stores.reactions.save({ ...reaction, outcome: 'blocked', reason, finishedAt: at });
}

function newReaction({ fleet, reactionId, at }: Occasion, hints: HintBatch): Reaction {
  const trace = carrier();
  return {
    id: reactionId,
    fleet,
    startedAt: at,
    reason: 'under way',
    ...(trace ? { trace } : {}),
    hints,
    instances: { capacity: 0, listed: 0, ready: 0, failed: 0 },
    hasServersToDeployTo: false,
    deploymentTargetIds: [],
    deploymentTargetNames: [],
    registered: [],
    adopted: [],
    pruned: [],
    unhealthy: [],
    deployments: [],
    problems: [],
  };
}
