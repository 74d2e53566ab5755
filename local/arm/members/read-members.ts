import type { ArmError } from '../errors.ts';
import { typeOf } from '../ids.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Member } from './member.ts';
import { readScalar } from './read-scalar.ts';
import { inside, pathTo, type Reading } from './reading.ts';
import type { Refusals } from './refusals.ts';

/** A body as its table takes it: members in their own spelling, what is only shown left out; or the refusal of the first that is wrong. */
export function readBody(table: Member, body: JsonObject, refusals: Refusals): JsonObject {
  return readObject(table, body, { path: '', refusals });
}

/** Nothing is there for `null`, which a merge takes for a removal. */
function readMember(member: Member, value: unknown, reading: Reading): unknown {
  if (value === null) return null;
  switch (member.kind) {
    case 'object':
      return readObject(member, objectOf(member, value, reading), reading);
    case 'reference':
      return readReference(member, objectOf(member, value, reading), reading);
    case 'list':
      return readList(member, value, reading);
    case 'map':
      return readMap(member, objectOf(member, value, reading), reading);
    case 'anything':
      return value;
    default:
      return readScalar(member, value, reading);
  }
}

function objectOf(member: Member, value: unknown, { path, refusals }: Reading): JsonObject {
  if (isObject(value)) return value;
  throw refusals.wrongType({ path, value, type: member.type ?? 'System.Object' });
}

function readObject(table: Member, value: JsonObject, reading: Reading): JsonObject {
  const spelled = spellings(table);
  const result: Array<[string, unknown]> = [];
  for (const [sent, part] of Object.entries(value)) {
    const name = spelled.get(sent) ?? spelled.get(sent.toLowerCase());
    const member = name === undefined ? undefined : table.members?.[name];
    if (name === undefined || !member) throw unknown(table, sent, reading);
    if (part === undefined || member.kind === 'shown') continue;
    result.push([name, readMember(member, part, inside(reading, name))]);
  }
  return Object.fromEntries(result);
}

function unknown(table: Member, name: string, { path, refusals }: Reading): ArmError {
  return refusals.unknownMember({ path: pathTo(path, name), name, type: table.type ?? '' });
}

/** The service reads names whatever their case. */
function spellings(table: Member): Map<string, string> {
  const known = spellingsOf.get(table);
  if (known) return known;
  const names = Object.keys(table.members ?? {});
  const spelled = new Map(
    names.flatMap((name) => [[name.toLowerCase(), name] as const, [name, name] as const]),
  );
  spellingsOf.set(table, spelled);
  return spelled;
}

const spellingsOf = new WeakMap<Member, Map<string, string>>();

function readReference(member: Member, value: JsonObject, reading: Reading): JsonObject {
  const { path, refusals } = reading;
  const { id, ...rest } = value;
  const [other] = Object.keys(rest);
  if (other !== undefined && !member.whole) throw unknown(member, other, reading);
  if (id === undefined || id === null) throw refusals.missingId({ path });
  if (typeof id !== 'string')
    throw refusals.wrongType({ path: pathTo(path, 'id'), value: id, type: 'System.String' });
  if (!/^\/(subscriptions|providers)\/[^/]+\/./i.test(id))
    throw refusals.invalidId({ path: pathTo(path, 'id'), id });
  const { to } = member;
  if (to !== undefined && typeOf(id) !== to.toLowerCase() && refusals.wrongReference)
    throw refusals.wrongReference({ path, id, to });
  return { id };
}

function readList(member: Member, value: unknown, reading: Reading): unknown[] {
  const { path, refusals } = reading;
  const { of, length } = member;
  if (!Array.isArray(value))
    throw refusals.wrongType({ path, value, type: 'System.Collections.Generic.List' });
  if (length && (value.length < length[0] || value.length > length[1]))
    throw refusals.wrongLength({ path, size: value.length, length });
  return value.map((item: unknown, index) => {
    const at = { ...reading, path: `${path}[${index}]` };
    if (!of || item === null)
      throw refusals.wrongType({ path: at.path, value: item, type: of?.type ?? 'System.String' });
    return readMember(of, item, at);
  });
}

function readMap({ of, length }: Member, value: JsonObject, reading: Reading): JsonObject {
  const size = Object.keys(value).length;
  if (length && (size < length[0] || size > length[1]))
    throw reading.refusals.wrongLength({ path: reading.path, size, length });
  const entries = Object.entries(value).map(([name, part]): [string, unknown] => [
    name,
    of ? readMember(of, part, inside(reading, name)) : part,
  ]);
  return Object.fromEntries(entries);
}
