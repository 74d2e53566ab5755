import { ArmError } from '../errors.ts';
import { keyOf } from '../ids.ts';
import { isObject, listAt, textAt, type JsonObject } from '../json.ts';
import type { Member } from '../members/member.ts';
import { pathTo } from '../members/reading.ts';
import { findSubnet } from '../network/subnet-use.ts';
import type { World } from '../world.ts';

/** One place where a body refers to another resource. */
interface Reference {
  id: string;
  path: string;
  to: string;
}

/** Refuses a body that refers to what does not exist; `before`: what it may go on referring to; `own`: the id of what it makes itself. */
export function requireReferences(
  world: World,
  table: Member,
  asked: { body: JsonObject; before: unknown; own: string; refuse: (reference: Reference) => ArmError },
): void {
  if (!world.settings.requireExistence) return;
  const { body, before, own, refuse } = asked;
  const known = new Set(referencesIn(table, before, '').map(({ id }) => keyOf(id)));
  const isKnown = (id: string) => known.has(keyOf(id)) || keyOf(id).startsWith(`${keyOf(own)}/`);
  for (const reference of referencesIn(table, body, ''))
    if (!isKnown(reference.id) && !exists(world, reference)) throw refuse(reference);
}

function referencesIn(member: Member, value: unknown, path: string): Reference[] {
  if (member.kind === 'reference') return referenceAt(member, value, path);
  if (member.kind === 'list' && Array.isArray(value) && member.of) {
    const { of } = member;
    return value.flatMap((item, index) => referencesIn(of, item, `${path}[${index}]`));
  }
  if (member.kind !== 'object' || !isObject(value)) return [];
  return Object.entries(member.members ?? {}).flatMap(([name, part]) =>
    value[name] === undefined ? [] : referencesIn(part, value[name], pathTo(path, name)),
  );
}

function referenceAt({ to }: Member, value: unknown, path: string): Reference[] {
  const id = textAt(value, 'id');
  return to === undefined || id === undefined || !REQUIRED.test(to) ? [] : [{ id, path, to }];
}

/** Public addresses, prefixes and security groups may be looked after elsewhere. */
const REQUIRED = /\/subnets$|^Microsoft\.Network\/loadBalancers\//;

function exists(world: World, { id, to }: Reference): boolean {
  if (to.endsWith('/subnets')) return findSubnet(world, id) !== undefined;
  const child = /^(.*\/loadBalancers\/[^/]+)\/([^/]+)\/([^/]+)$/i.exec(id);
  return child !== null && hasChild(world, child, to);
}

function hasChild(world: World, [, balancer = '', kind = '', name = '']: string[], to: string): boolean {
  const wanted = to.slice(to.lastIndexOf('/') + 1);
  if (kind.toLowerCase() !== wanted.toLowerCase()) return false;
  const record = world.store.resources.get(keyOf(balancer));
  return listAt(record?.body, 'properties', wanted).some(
    (child) => textAt(child, 'name')?.toLowerCase() === name.toLowerCase(),
  );
}

/** As the network says it, for the network resources of a set too. */
export function missingReference(user: string) {
  return ({ id }: { id: string }): ArmError =>
    new ArmError(
      400,
      'InvalidResourceReference',
      `Resource ${id} referenced by resource ${user} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    ).with({ details: [] });
}
