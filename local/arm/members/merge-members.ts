import { isObject, merged, type JsonObject } from '../json.ts';
import type { Member } from './member.ts';
import { normalForm } from './normal-forms.ts';

/** A write over what is there, as the table has it: objects merged unless they are taken whole, lists whole, `null` removes. */
export function mergedByTable(table: Member, base: JsonObject, write: JsonObject): JsonObject {
  const result = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(write)) {
    if (value === undefined) continue;
    const next = value === null ? undefined : mergedMember(table.members?.[name], result.get(name), value);
    if (next === undefined) result.delete(name);
    else result.set(name, next);
  }
  return Object.fromEntries(result);
}

function mergedMember(member: Member | undefined, base: unknown, value: unknown): unknown {
  const start = isObject(base) && !member?.replaced ? base : {};
  if (!member) return isObject(value) ? merged(start, value) : value;
  return normalForm(member, joined(member, start, value));
}

function joined(member: Member, base: JsonObject, value: unknown): unknown {
  if (member.kind === 'list') return listByTable(member, value);
  if (!isObject(value)) return value;
  if (member.kind === 'object') return mergedByTable(member, base, value);
  return member.kind === 'map' ? merged(base, value) : value;
}

/** Items of a list are taken whole, each in its normal form. */
function listByTable({ of }: Member, value: unknown): unknown {
  if (!Array.isArray(value) || of?.kind !== 'object') return value;
  return value.map((item: unknown) => (isObject(item) ? mergedByTable(of, {}, item) : item));
}
