import { isObject, type JsonObject } from '../json.ts';
import type { Member } from './member.ts';
import { pathTo, type Reading } from './reading.ts';
import type { Refusals } from './refusals.ts';

/** Refuses a body, as it will be kept, that lacks what its table requires. */
export function requireMembers(table: Member, body: JsonObject, refusals: Refusals): void {
  require(table, body, { path: '', refusals });
}

/** Whoever leaves out `properties` lacks all that must be in it. */
function unsaid(name: string): JsonObject | undefined {
  return name === 'properties' ? {} : undefined;
}

function require(member: Member, value: unknown, reading: Reading): void {
  if (member.kind === 'list' && Array.isArray(value)) requireItems(member, value, reading);
  if (member.kind === 'object' && isObject(value)) requireParts(member, value, reading);
}

function requireItems({ of }: Member, items: unknown[], reading: Reading): void {
  if (!of) return;
  items.forEach((item, index) => require(of, item, { ...reading, path: `${reading.path}[${index}]` }));
}

function requireParts({ members = {} }: Member, value: JsonObject, reading: Reading): void {
  for (const [name, part] of Object.entries(members)) {
    const path = pathTo(reading.path, name);
    const given = value[name] ?? unsaid(name);
    if (given !== undefined) require(part, given, { ...reading, path });
    else if (part.required) throw reading.refusals.missing({ path });
  }
}
