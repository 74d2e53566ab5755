import { ownerMark } from '../../contracts/fleet.ts';

const MARK = /^fleet-conductor\.([^.]+)\.([^.]+)$/;

/** Whose targets are whose (rule 15): only the mark tells. */
export interface Ownership {
  /** The role that only this fleet of this installation gives to targets. */
  mark: string;
  /** Roles that marked the fleet's targets before there was the mark, or that its machines register with; they prove nothing. */
  formerRoles: string[];
  /** Such roles of the other fleets: what carries one of them is left to them. */
  othersRoles: string[];
}

export function ownershipOf(installation: string, fleet: FleetRoles, others: FleetRoles[]): Ownership {
  const formerRoles = formerOwnerRoles(fleet);
  const own = new Set(formerRoles.map(key));
  return {
    mark: ownerMark(installation, fleet.name),
    formerRoles,
    othersRoles: others.flatMap(formerOwnerRoles).filter((role) => !own.has(key(role))),
  };
}

interface FleetRoles {
  name: string;
  fleet: { octopus?: { ownerRole?: string | undefined } | undefined };
}

/** What version 0.1.0 took for the proof that a target is the fleet's, and what it did so by default. */
export function formerOwnerRoles({ name, fleet }: FleetRoles): string[] {
  const ownerRole = fleet.octopus?.ownerRole;
  return [`fleet-${name}`, ...(ownerRole === undefined ? [] : [ownerRole])];
}

export function hasRole(roles: string[], role: string): boolean {
  return roles.some((each) => key(each) === key(role));
}

/** Octopus compares roles without regard to case. */
function key(role: string): string {
  return role.trim().toLowerCase();
}

export function isMark(role: string): boolean {
  return MARK.test(key(role));
}

/** The fleet and the installation that a mark names. */
export function ownerOfMark(role: string): { installation: string; fleet: string } | undefined {
  const [, installation, fleet] = MARK.exec(key(role)) ?? [];
  return installation !== undefined && fleet !== undefined ? { installation, fleet } : undefined;
}

/** The mark of another fleet or installation that a target carries, whatever else it carries. */
export function foreignMark(roles: string[], mark: string): string | undefined {
  return roles.find((role) => isMark(role) && key(role) !== key(mark));
}

/** Carries this fleet's mark and nobody else's. */
export function isMarkedOurs(roles: string[], mark: string): boolean {
  return hasRole(roles, mark) && foreignMark(roles, mark) === undefined;
}
