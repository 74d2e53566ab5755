import type { Activities } from '../../shared/contracts/activities.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { attentionPoints } from '../../shared/domain/attention.ts';
import { ofMember } from '../../shared/domain/members.ts';
import { summarizeReaction } from '../../shared/domain/summarize-reaction.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { note, updateReaction } from './fleet-context.ts';

type Input = Activities['closeReaction']['input'];

/** Puts the reaction's end and whatever needs a person on record, and answers the short form for the status. */
export const closeReaction: Activity<'closeReaction'> = async (deps, input) => {
  const problems = await problemsAfter(deps, input);
  const { outcome, reason, at } = input;
  await updateReaction(deps, input, () => ({ outcome, reason, finishedAt: at, problems }));
  const phase = outcome === 'blocked' ? 'blocked' : 'idle';
  await deps.stores.fleets.saveStatus(input.fleet, {
    phase,
    since: at,
    reactionId: input.reactionId,
    problems,
  });
  const told = input.problem ? `${input.problem.message} ${input.problem.nextStep}` : reason;
  await note(deps, input, [{ kind: 'reactionClosed', message: `Reaction ended: ${outcome}`, reason: told }]);
  const reaction = await deps.stores.reactions.get(input.fleet, input.reactionId);
  return summarizeReaction(input, reaction);
};

async function problemsAfter(
  { stores }: Dependencies,
  { fleet, reactionId, problem }: Input,
): Promise<Problem[]> {
  const named = await stores.fleets.get(fleet);
  const attempts = named?.fleet.deploy.attempts ?? 1;
  const rows = await stores.ledger.rows(fleet);
  const own = named ? ofMember(rows, named.fleet.scaleSet) : rows;
  const points = attentionPoints(own, attempts);
  const questions = (await stores.reactions.get(fleet, reactionId))?.questions ?? [];
  return [...(problem ? [problem] : []), ...questions, ...points];
}
