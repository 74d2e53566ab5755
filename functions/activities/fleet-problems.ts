import type { Occasion } from '../../shared/contracts/activities.ts';
import type { FleetStatus, NamedFleet } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import type { PlannedDeployment, Reaction } from '../../shared/contracts/reaction.ts';
import { attentionPoints } from '../../shared/domain/attention.ts';
import { deploymentPoints } from '../../shared/domain/deployments/deployment-points.ts';
import { yesWaits } from '../../shared/domain/reaction/operators-yes.ts';
import { lostHealth } from '../../shared/domain/targets/lost-health.ts';
import { ofMember } from '../../shared/domain/members.ts';
import type { Dependencies } from '../dependencies.ts';
import { changeStatus, lateNow } from './fleet-status.ts';

/** All that is known of a fleet at the end of a reaction, each read once. */
export interface FleetStanding {
  named: NamedFleet | undefined;
  /** Of the fleet's own scale set. */
  rows: LedgerRow[];
  all: LedgerRow[];
  open: PlannedDeployment[];
  reaction: Reaction | undefined;
  status: FleetStatus | undefined;
}

export async function standingOf(
  { stores }: Dependencies,
  { fleet, reactionId }: Occasion,
): Promise<FleetStanding> {
  const [named, all, open, reaction, status] = await Promise.all([
    stores.fleets.get(fleet),
    stores.ledger.rows(fleet),
    stores.reactions.openDeployments(fleet),
    stores.reactions.get(fleet, reactionId),
    stores.fleets.status(fleet),
  ]);
  return { named, all, open, reaction, status, rows: named ? ofMember(all, named.fleet.scaleSet) : all };
}

/** What a person should know about a fleet as it stands, although nothing is broken on our side. */
export function problemsOf(standing: FleetStanding, at: string): Problem[] {
  const { named, rows, open } = standing;
  const { questions = [], projectProblems = [], yes } = standing.reaction ?? {};
  return [
    ...questions,
    ...yesWaits(yes),
    ...projectProblems,
    ...attentionPoints(rows),
    ...lostHealth(rows),
    ...deploymentPoints({ rows, open, attempts: named?.fleet.deploy.attempts ?? 1 }),
    ...lateNow(standing, at),
  ];
}

/** Puts them on the fleet's status between two reactions; what blocks the fleet stays there until one got through. */
export async function refreshProblems(deps: Dependencies, occasion: Occasion): Promise<void> {
  const problems = problemsOf(await standingOf(deps, occasion), occasion.at);
  await changeStatus(deps, occasion.fleet, (before) =>
    before.phase === 'idle' ? { ...before, problems } : before,
  );
}
