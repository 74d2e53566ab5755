import type { Activities } from '../../shared/contracts/activities.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { nextRetryAt } from '../../shared/domain/deployments/due.ts';
import { secondsToLookAgain } from '../../shared/domain/look-again.ts';
import { ofMember } from '../../shared/domain/members.ts';
import { summarizeReaction } from '../../shared/domain/summarize-reaction.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { note, updateReaction } from './fleet-context.ts';
import { fleetProblems } from './fleet-problems.ts';
import { changeStatus } from './fleet-status.ts';

type Input = Activities['closeReaction']['input'];

/** Puts the reaction's end and whatever needs a person on record, and answers the short form for the status. */
export const closeReaction: Activity<'closeReaction'> = async (deps, input) => {
  const problems = await problemsAfter(deps, input);
  const { outcome, reason, at } = input;
  await updateReaction(deps, input, () => ({ outcome, reason, finishedAt: at, problems }));
  const phase = outcome === 'blocked' ? 'blocked' : 'idle';
  await changeStatus(deps, input.fleet, ({ waiting: _over, ...before }) => ({
    ...{ ...before, phase, since: at, reactionId: input.reactionId, problems },
  }));
  const told = input.problem ? `${input.problem.message} ${input.problem.nextStep}` : reason;
  await note(deps, input, [{ kind: 'reactionClosed', message: `Reaction ended: ${outcome}`, reason: told }]);
  const reaction = await deps.stores.reactions.get(input.fleet, input.reactionId);
  const againAt = await lookAgainAt(deps, input);
  return { ...summarizeReaction(input, reaction), ...(againAt === undefined ? {} : { againAt }) };
};

/** Those whom nobody waited for are looked after when they may be there, and what was put off is tried again; after trouble only a hint leads to the next reaction. */
async function lookAgainAt(
  { stores }: Dependencies,
  { fleet, outcome, at }: Input,
): Promise<string | undefined> {
  const named = await stores.fleets.get(fleet);
  if (!named || outcome === 'blocked') return undefined;
  const { register, health, deploy } = named.fleet;
  const rows = ofMember(await stores.ledger.rows(fleet), named.fleet.scaleSet);
  const seconds = secondsToLookAgain(rows, {
    at,
    registerMinutes: register.waitMinutes,
    healthMinutes: health.waitMinutes,
  });
  const look = seconds === undefined ? [] : [new Date(Date.parse(at) + seconds * 1000).toISOString()];
  const retry = nextRetryAt(rows, { attempts: deploy.attempts, at }) ?? [];
  return [...look, retry].flat().sort()[0];
}

async function problemsAfter(deps: Dependencies, input: Input): Promise<Problem[]> {
  const points = await fleetProblems(deps, input);
  return input.problem ? [input.problem, ...points] : points;
}
