import type { HintBatch } from '../../shared/contracts/hint.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import type { Occasion } from '../../shared/contracts/activities.ts';
import { count } from '../../shared/domain/wording.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { askAgain } from './ask-again.ts';
import { loadFleet, note } from './fleet-context.ts';
import { changeStatus } from './fleet-status.ts';

/** Puts the reaction on record, checks the fleet's names at Octopus, and answers the rules to react by. */
export const openReaction: Activity<'openReaction'> = async (deps, { hints, ...occasion }) => {
  const { fleet } = await loadFleet(deps, occasion.fleet);
  const existing = await deps.stores.reactions.get(occasion.fleet, occasion.reactionId);
  if (!existing) await deps.stores.reactions.save(newReaction(occasion, hints));
  await note(deps, occasion, [opening(hints)]);
  await askAgain(deps, occasion.fleet, hints);
  await deps.registry.resolve(fleet.octopus);
  await closeAbandoned(deps, occasion);
  const { at: since, reactionId } = occasion;
  await changeStatus(deps, occasion.fleet, ({ waiting: _over, ...before }) => ({
    ...{ ...before, phase: 'reacting', since, reactionId },
  }));
  return {
    deadlineMinutes: fleet.wait.deadlineMinutes,
    onDeadline: fleet.wait.onDeadline,
    stabilitySeconds: fleet.wait.stabilitySeconds,
    secondLookSeconds: fleet.prune.secondLookSeconds,
    registrationMinutes: fleet.register.waitMinutes,
    healthMinutes: fleet.health.waitMinutes,
  };
};

/** The one before was left open when its orchestration was ended under it; nobody else will say so. */
async function closeAbandoned({ stores }: Dependencies, { fleet, reactionId, at }: Occasion): Promise<void> {
  const before = (await stores.fleets.status(fleet))?.reactionId;
  const reaction =
    before === undefined || before === reactionId ? undefined : await stores.reactions.get(fleet, before);
  if (!reaction || reaction.finishedAt !== undefined) return;
  const reason = 'its orchestration was ended before it came to an end';
  await stores.reactions.save({ ...reaction, outcome: 'blocked', reason, finishedAt: at });
}

const AGAIN = 'somebody whom the others did not wait for may be there now';

function opening(hints: HintBatch) {
  if (hints.count === 0) return { kind: 'reactionOpened', message: 'Looks at Azure again', reason: AGAIN };
  const sources = Object.entries(hints.sources).map(([source, number]) => `${number} from ${source}`);
  const message = `Looks at Azure because of ${count(hints.count, 'hint')}`;
  return { kind: 'reactionOpened', message, reason: sources.join(', '), data: { distinct: hints.distinct } };
}

function newReaction({ fleet, reactionId, at }: Occasion, hints: HintBatch): Reaction {
  return {
    id: reactionId,
    fleet,
    startedAt: at,
    reason: 'under way',
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
