import type { Activities } from '../../shared/contracts/activities.ts';
import { hasTargets } from '../../shared/contracts/fleet.ts';
import { freezeWait } from '../../shared/domain/deployments/freeze-wait.ts';
import { nextRetryAt } from '../../shared/domain/deployments/due.ts';
import { secondsToLookAgain } from '../../shared/domain/look-again.ts';
import { toldEnd } from '../../shared/domain/reaction/told.ts';
import { summarizeReaction } from '../../shared/domain/summarize-reaction.ts';
import type { Activity } from './answering.ts';
import { note } from './fleet-context.ts';
import { type FleetStanding, problemsOf, standingOf } from './fleet-problems.ts';

type Input = Activities['closeReaction']['input'];

/** Puts the reaction's end and whatever needs a person on record, and answers the short form for the status. */
export const closeReaction: Activity<'closeReaction'> = async (deps, input) => {
  const standing = await standingOf(deps, input);
  const points = problemsOf(standing, input.at);
  const { outcome, reason, at, fleet, reactionId, problem } = input;
  const problems = problem ? [problem, ...points] : points;
  const { reaction, status } = standing;
  await note(deps, input, [toldEnd(input)]);
  const ended = { outcome, reason, finishedAt: at, movedAt: at, problems };
  if (reaction) await deps.stores.reactions.save({ ...reaction, ...ended });
  const { waiting: _over, ...before } = status ?? {};
  const phase = outcome === 'blocked' ? 'blocked' : 'idle';
  const waiting = freezeWait(standing.rows);
  const resting = { since: at, reactionId, problems, ...(waiting ? { waiting } : {}) };
  await deps.stores.fleets.saveStatus(fleet, { ...before, phase, ...resting });
  const againAt = lookAgainAt(standing, input);
  return { ...summarizeReaction(input, reaction), ...(againAt === undefined ? {} : { againAt }) };
};

/** Those whom nobody waited for are looked after when they may be there, and what was put off is tried again; after trouble only a hint leads to the next reaction. */
function lookAgainAt({ named, rows }: FleetStanding, { outcome, at }: Input): string | undefined {
  if (!named || outcome === 'blocked') return undefined;
  const { register, health, deploy } = named.fleet;
  // Without targets nobody is silent or ill.
  const isTargeted = hasTargets(named);
  const seconds = secondsToLookAgain(rows, {
    at,
    registerMinutes: isTargeted ? register.waitMinutes : 0,
    healthMinutes: isTargeted ? health.waitMinutes : 0,
  });
  const look = seconds === undefined ? [] : [new Date(Date.parse(at) + seconds * 1000).toISOString()];
  const retry = (isTargeted && nextRetryAt(rows, { attempts: deploy.attempts, at })) || [];
  return [...look, retry].flat().sort()[0];
}
