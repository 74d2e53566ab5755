import { isInOctopus, type NamedFleet, type OctopusFleet, ownerMark } from '../../contracts/fleet.ts';
import type { Problem } from '../../contracts/problem.ts';
import { namesOf } from '../wording.ts';
import { formerOwnerRoles, hasRole, isMark, ownerOfMark } from './ownership.ts';

const ANOTHER_ROLE =
  'Choose another role, or leave ownerRole out: the mark alone makes targets a fleet’s own.';

/** What keeps a fleet from being stored because it would share targets with another; `undefined`: nothing that can be known. */
export function ownerConflict(
  named: NamedFleet,
  others: NamedFleet[],
  installation: string,
): Problem | undefined {
  if (!isInOctopus(named)) return undefined;
  const foreign = foreignRole(named, installation);
  if (foreign) return foreign;
  const { server } = named.fleet.octopus;
  const sameServer = others.filter(isInOctopus).filter(({ fleet }) => fleet.octopus.server === server);
  return firstOf(sameServer, (other) => sharedOwnerRole(named, other) ?? sharedRoles(named, other));
}

type Named = NamedFleet & { fleet: OctopusFleet };

function firstOf<T, R>(items: T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A mark of anybody else, taken as a role. */
function foreignRole({ name, fleet }: Named, installation: string): Problem | undefined {
  const { roles, ownerRole } = fleet.octopus;
  const mark = ownerMark(installation, name);
  const taken = [...roles, ownerRole ?? ''].find((role) => isMark(role) && !hasRole([role], mark));
  const owner = taken && ownerOfMark(taken);
  if (!taken || !owner) return undefined;
  const whose =
    owner.installation === installation
      ? `fleet ${owner.fleet}`
      : `fleet ${owner.fleet} of the installation ${owner.installation}`;
  return conflict(`${taken} is the mark of ${whose}.`, `Leave it out; the mark of this fleet is ${mark}.`);
}

/** The role by which one fleet's targets were told before there were marks must mean nothing to the other. */
function sharedOwnerRole(named: Named, other: Named): Problem | undefined {
  const [own, theirs] = [formerOwnerRoles(named), formerOwnerRoles(other)];
  const role =
    own.find((each) => hasRole([...theirs, ...other.fleet.octopus.roles], each)) ??
    theirs.find((each) => hasRole(named.fleet.octopus.roles, each));
  if (role === undefined) return undefined;
  return conflict(`The role ${role} is used by fleet ${other.name}.`, ANOTHER_ROLE);
}

/** Of machines that register themselves only the roles tell whose they are, as long as they do not carry the mark. */
function sharedRoles(named: Named, other: Named): Problem | undefined {
  const [own, theirs] = [named.fleet.octopus, other.fleet.octopus];
  if (own.connection.kind !== 'polling' || theirs.connection.kind !== 'polling') return undefined;
  // Workers tell whose they are by their names.
  if (own.workerPools || theirs.workerPools) return undefined;
  const within = (some: string[], all: string[]) => some.every((role) => hasRole(all, role));
  if (own.environment?.toLowerCase() !== theirs.environment?.toLowerCase()) return undefined;
  if (!within(own.roles, theirs.roles) && !within(theirs.roles, own.roles)) return undefined;
  const message = `Machines that register themselves with ${own.roles.join(', ')} could be those of fleet ${other.name}.`;
  const nextStep =
    'Give one of them a role of its own, for example its mark (status.ownerMark of GET /api/fleets/{fleet}), and let its machines register with it.';
  return conflict(message, nextStep);
}

function conflict(message: string, nextStep: string): Problem {
  return { kind: 'Conflict', code: 'ownershipShared', message, nextStep };
}

/** Targets that nobody made for the fleet carry the role that is to tell its own. */
export function handMadeConflict(ownerRole: string, targets: { name: string }[]): Problem {
  return conflict(
    `The role ${ownerRole} is carried by targets that are not this fleet's: ${namesOf(targets)}.`,
    ANOTHER_ROLE,
  );
}
