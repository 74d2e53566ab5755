import type { Occasion } from '../../shared/contracts/activities.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { attentionPoints } from '../../shared/domain/attention.ts';
import { deploymentPoints } from '../../shared/domain/deployments/deployment-points.ts';
import { yesWaits } from '../../shared/domain/reaction/operators-yes.ts';
import { lostHealth } from '../../shared/domain/targets/lost-health.ts';
import { ofMember } from '../../shared/domain/members.ts';
import type { Dependencies } from '../dependencies.ts';
import { changeStatus, lateNow } from './fleet-status.ts';

/** What a person should know about a fleet as it stands, although nothing is broken on our side. */
export async function fleetProblems(
  deps: Dependencies,
  { fleet, reactionId, at }: Occasion,
): Promise<Problem[]> {
  const { stores } = deps;
  const named = await stores.fleets.get(fleet);
  const attempts = named?.fleet.deploy.attempts ?? 1;
  const all = await stores.ledger.rows(fleet);
  const rows = named ? ofMember(all, named.fleet.scaleSet) : all;
  const open = await stores.reactions.openDeployments(fleet);
  const reaction = await stores.reactions.get(fleet, reactionId);
  return [
    ...(reaction?.questions ?? []),
    ...yesWaits(reaction?.yes),
    ...(reaction?.projectProblems ?? []),
    ...attentionPoints(rows),
    ...lostHealth(rows),
    ...deploymentPoints({ rows, open, attempts }),
    ...(await lateNow(deps, fleet, at)),
  ];
}

/** Puts them on the fleet's status between two reactions; what blocks the fleet stays there until one got through. */
export async function refreshProblems(deps: Dependencies, occasion: Occasion): Promise<void> {
  const problems = await fleetProblems(deps, occasion);
  await changeStatus(deps, occasion.fleet, (before) =>
    before.phase === 'idle' ? { ...before, problems } : before,
  );
}
