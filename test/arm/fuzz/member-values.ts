import { isObject, type JsonObject } from '../../../local/arm/json.ts';
import type { Member } from '../../../local/arm/members/member.ts';
import type { Random } from './random.ts';

/** What values are made from: chance, and the ids that a reference may lead to. */
export interface Source {
  random: Random;
  ids: readonly string[];
}

const TEXTS = [
  'a',
  'web',
  'Standard_D2s_v5',
  '10.7.0.0/24',
  '10.7.0.9',
  'PT15M',
  '1.0',
  '日本',
  'WestEurope',
];
const DURATIONS = ['PT1M', 'PT5M', 'PT10M', 'PT30M', 'PT1H', 'PT12H'];
const TIMES = ['2026-01-01T00:00:00Z', '2025-06-01T12:00:00+02:00', '2030-01-01T00:00:00.1234567Z'];
const ANYTHING: unknown[] = ['text', 5, true, { a: { b: [1] } }, [], ['x'], { id: '/subscriptions/a/b' }];

type Make = (member: Member, source: Source, depth: number) => unknown;

const MAKES: Record<Member['kind'], Make> = {
  flag: (_, { random }) => random.chance(0.5),
  integer: (member, { random }) => numberOf(member, random),
  number: (member, { random }) => numberOf(member, random),
  text: (member, { random }) => textOf(member, random),
  duration: (_, { random }) => random.pick(DURATIONS),
  time: (_, { random }) => random.pick(TIMES),
  reference: (member, { random, ids }) => ({ id: random.pick(idsTo(member, ids)) }),
  list: several,
  map: several,
  object: objectOf,
  anything: (_, { random }) => random.pick(ANYTHING),
  shown: (_, { random }) => random.pick(ANYTHING),
};

/** A value that the table takes there, as far as the table alone can tell. */
export function valueOf(member: Member, source: Source, depth = 0): unknown {
  return MAKES[member.kind](member, source, depth);
}

/** The body with one or a few members set as the table allows. */
export function grown(table: Member, body: JsonObject, source: Source): JsonObject {
  const { random } = source;
  const names = writable(table);
  if (names.length === 0) return body;
  const name = random.pick(names);
  const member = table.members?.[name] as Member;
  const now = body[name];
  const inner = isObject(now) ? now : {};
  const deeper = member.kind === 'object' && random.chance(0.8);
  return { ...body, [name]: deeper ? grown(member, inner, source) : valueOf(member, source) };
}

function writable({ members = {} }: Member): string[] {
  return Object.keys(members).filter((name) => members[name]?.kind !== 'shown');
}

function objectOf(table: Member, source: Source, depth: number): JsonObject {
  const wanted = writable(table).filter(
    (name) => table.members?.[name]?.required || source.random.chance(depth > 3 ? 0.1 : 0.4),
  );
  return Object.fromEntries(
    wanted.map((name) => [name, valueOf(table.members?.[name] as Member, source, depth + 1)]),
  );
}

function several({ kind, of, length }: Member, source: Source, depth: number): unknown {
  const most = Math.min(length?.[1] ?? 3, 3);
  const count = Math.max(length?.[0] ?? 0, source.random.below(most + 1));
  const values = Array.from({ length: count }, () => (of ? valueOf(of, source, depth + 1) : 'text'));
  if (kind === 'list') return values;
  return Object.fromEntries(values.map((value, index) => [`key${index}`, value]));
}

function numberOf({ range }: Member, random: Random): number {
  const [from, to] = range ?? [0, 10];
  if (typeof from !== 'number' || typeof to !== 'number') return 1;
  return random.pick([from, to, from + random.below(Math.min(to - from + 1, 1_000))]);
}

function textOf({ values, length }: Member, random: Random): string {
  if (values) return random.pick(values);
  const text = random.pick(TEXTS);
  return length ? text.padEnd(Math.min(length[0], 100), 'x').slice(0, length[1]) : text;
}

/** Those of the wanted type, or any when there is none. */
function idsTo({ to }: Member, ids: readonly string[]): readonly string[] {
  const last = to?.split('/').at(-1)?.toLowerCase();
  const fitting = ids.filter((id) => id.split('/').at(-2)?.toLowerCase() === last);
  return fitting.length > 0 ? fitting : ids;
}
