import { ArmError } from '../errors.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { Member } from '../members/member.ts';
import { mergedByTable } from '../members/merge-members.ts';
import { readBody } from '../members/read-members.ts';
import { NETWORK } from '../members/refusals.ts';
import { requireMembers } from '../members/require-members.ts';
import { requireUnchanged } from '../members/unchanged.ts';
import { requireAddressSpace } from '../network/address-space.ts';
import type { PlainKind } from '../network/plain-kinds.ts';
import type { ResourceRecord } from '../store/store.ts';
import { requireUniqueNames } from './unique-names.ts';
import { namedByAddress } from './write-body.ts';

/** The body of a PUT by the table of its members. */
export function readPlain({ table }: PlainKind, body: JsonObject): JsonObject {
  if (typeof body.location !== 'string')
    throw new ArmError(
      400,
      'LocationRequired',
      'The location property is required for this definition.',
    ).with({ details: [] });
  return readWhole(table, body);
}

/** The body of a PUT of one child, by the same table. */
export function readPlainChild({ child }: PlainKind, name: string, body: JsonObject): JsonObject {
  if (!child) throw new Error('there are no children of this kind');
  return readWhole(child.table, namedByAddress(body, name));
}

function readWhole(table: Member, body: JsonObject): JsonObject {
  const read = mergedByTable(table, {}, readBody(table, body, NETWORK));
  requireMembers(table, read, NETWORK);
  return read;
}

/** Refuses a resource that, as it would be kept, is not one that can be, or not in place of the one that is there. */
export function requirePlain(
  kind: PlainKind,
  body: JsonObject,
  { id, current }: { id: string; current: ResourceRecord | undefined },
): void {
  if (kind.child) requireUniqueNames(id, kind.child.kind, listAt(body, 'properties', kind.child.kind));
  if (current) requireUnchanged(kind.table, current.body, body);
  CHECKS[kind.name]?.(body, id);
}

const CHECKS: Record<string, (body: JsonObject, id: string) => void> = {
  virtualNetworks: requireAddressSpace,
  networkSecurityGroups: requireApart,
};

/** Rules of one direction are told apart by their priority. */
function requireApart(body: JsonObject): void {
  const seen = new Map<string, string>();
  for (const rule of listAt(body, 'properties', 'securityRules').filter(isObject)) {
    const { priority, direction } = objectAt(rule, 'properties');
    const [place, name] = [`${String(direction)} ${String(priority)}`, textAt(rule, 'name') ?? ''];
    const other = seen.get(place);
    if (other !== undefined)
      throw new ArmError(
        400,
        'SecurityRuleConflict',
        `Security rule ${name} conflicts with rule ${other}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`,
      ).with({ details: [] });
    seen.set(place, name);
  }
}
