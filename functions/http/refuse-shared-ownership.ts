import type { Fleet, NamedFleet } from '../../shared/contracts/fleet.ts';
import { ownerMark } from '../../shared/contracts/fleet.ts';
import { type Problem, ProblemError } from '../../shared/contracts/problem.ts';
import { handMadeConflict, ownerConflict } from '../../shared/domain/targets/owner-conflict.ts';
import { hasRole } from '../../shared/domain/targets/ownership.ts';
import type { Target } from '../../shared/ports/target-registry.ts';
import { resolveTargets } from '../activities/fleet-context.ts';
import type { Dependencies } from '../dependencies.ts';

/**
 * Refuses a fleet that would share its targets with another (rule 15), as far as it can be known: what is given back throws
 * Conflict `ownershipShared`.
 */
export async function refuseSharedOwnership(
  deps: Dependencies,
  named: NamedFleet,
  before: Fleet | undefined,
): Promise<(others: NamedFleet[]) => void> {
  const madeByHand = await handMade(deps, named, before);
  return (others) => {
    const problem = ownerConflict(named, others, deps.installation) ?? madeByHand;
    if (problem) throw new ProblemError(problem);
  };
}

/** Only for a role that is new to the fleet: later its own machines have it, some of them not linked yet. */
async function handMade(
  deps: Dependencies,
  named: NamedFleet,
  before: Fleet | undefined,
): Promise<Problem | undefined> {
  const { octopus } = named.fleet;
  const role = octopus?.ownerRole;
  if (!octopus || role === undefined || role === before?.octopus?.ownerRole) return undefined;
  const linked = new Set((await deps.stores.ledger.rows(named.name)).map(({ target }) => target?.machineId));
  const mark = ownerMark(deps.installation, named.name);
  const carriers = await targetsOfRole(deps, named, role);
  const strange = carriers.filter(({ machineId, roles }) => !linked.has(machineId) && !hasRole(roles, mark));
  return strange.length > 0 ? handMadeConflict(role, strange) : undefined;
}

/** None while the registry cannot be asked: the fleet’s status will say what is wrong with it. */
async function targetsOfRole(deps: Dependencies, named: NamedFleet, role: string): Promise<Target[]> {
  try {
    return await deps.registry.list(await resolveTargets(deps, named), [role]);
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
