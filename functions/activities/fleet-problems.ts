import type { Occasion } from '../../shared/contracts/activities.ts';
import { type FleetStatus, hasTargets } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import type { PlannedDeployment, Reaction } from '../../shared/contracts/reaction.ts';
import { attentionPoints } from '../../shared/domain/attention.ts';
import { deploymentPoints } from '../../shared/domain/deployments/deployment-points.ts';
import { yesWaits } from '../../shared/domain/reaction/operators-yes.ts';
import { lostHealth } from '../../shared/domain/targets/lost-health.ts';
import { ofMembers } from '../../shared/domain/members.ts';
import type { Dependencies } from '../dependencies.ts';
import { findFleetNow, type FleetNow } from './fleet-context.ts';
import { changeStatus, lateNow } from './fleet-status.ts';

/** All that is known of a fleet at the end of a reaction, each read once. */
export interface FleetStanding {
  named: FleetNow | undefined;
  /** Of the fleet's live members. */
  rows: LedgerRow[];
  all: LedgerRow[];
  open: PlannedDeployment[];
  reaction: Reaction | undefined;
  status: FleetStatus | undefined;
}

export async function standingOf(
  deps: Dependencies,
  { fleet, reactionId }: Occasion,
): Promise<FleetStanding> {
  const { stores } = deps;
  const [named, all, open, reaction, status] = await Promise.all([
    findFleetNow(deps, fleet),
    stores.ledger.rows(fleet),
    stores.reactions.openDeployments(fleet),
    stores.reactions.get(fleet, reactionId),
    stores.fleets.status(fleet),
  ]);
  return { named, all, open, reaction, status, rows: named ? ofMembers(all, named.members) : all };
}

/** What a person should know about a fleet as it stands, although nothing is broken on our side. */
export function problemsOf(standing: FleetStanding, at: string): Problem[] {
  const { questions = [], projectProblems = [], yes } = standing.reaction ?? {};
  return [
    ...questions,
    ...yesWaits(yes),
    ...projectProblems,
    ...aboutMachines(standing),
    ...lateNow(standing, at),
  ];
}

function aboutMachines({ named, rows, open }: FleetStanding): Problem[] {
  if (named && !hasTargets(named)) return attentionPoints(rows, false);
  const attempts = named?.fleet.deploy.attempts ?? 1;
  return [...attentionPoints(rows), ...lostHealth(rows), ...deploymentPoints({ rows, open, attempts })];
}

/** Puts them on the fleet's status between two reactions; what blocks the fleet stays there until one got through. */
export async function refreshProblems(deps: Dependencies, occasion: Occasion): Promise<void> {
  const problems = problemsOf(await standingOf(deps, occasion), occasion.at);
  await changeStatus(deps, occasion.fleet, (before) =>
    before.phase === 'idle' ? { ...before, problems } : before,
  );
}
