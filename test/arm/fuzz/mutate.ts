import type { JsonObject } from '../../../local/arm/json.ts';
import type { Random } from './random.ts';

/** One place in a JSON value, and what it is in. */
interface Place {
  parent: JsonObject | unknown[];
  key: string | number;
}

const own = (name: string, value: unknown): JsonObject => Object.fromEntries([[name, value]]);
const LONG = 'x'.repeat(10_000);

/** Values that are wrong nearly everywhere; some have broken parsers, dates, paths or templates before. */
const HOSTILE: readonly unknown[] = [
  ...[null, true, false, 0, -1, -0, 0.1, 1e308, -1e308, 2 ** 53, 2 ** 31, 8.64e15, 1e21],
  ...[
    '',
    ' ',
    'a\r\nb',
    '日本',
    '\ud800',
    'a\udc00b',
    '\u0000',
    '__proto__',
    'constructor',
    'toString',
    LONG,
  ],
  ...['../..', '%ff', '%', '/', '//', '/subscriptions//', '/subscriptions/a/resourceGroups/b', '*', "'", '"'],
  ...['2026-13-45', '275760-09-13T00:00:00Z', '+999999-01-01', 'PT0S', '-P1D', 'P99999999Y', 'PT1e9S', 'P'],
  ...['999999999999999999999', '10.0.0.0/33', '10.0.0.0/0', '::/0', '256.1.1.1', '1-', '65536', '0-65535'],
  ...["[concat('a')]", "[reference('x')]", '[[', '[', "[parameters('a')]", '(((((((((((((((((((('],
  ...["[variables('net')]", "[concat(variables('net'), variables('net'))]", "[variables('toString')]"],
  ...[`[concat(${"'a',".repeat(9_000)}'b')]`, `[format('${'{0}'.repeat(500)}', parameters('name'))]`],
  ...[[], [[]], [null], [1, 'a', {}], {}, own('id', 5), own('id', ''), own('__proto__', own('a', 1))],
  ...[own('', ''), own('name', null), own('properties', []), own('constructor', own('prototype', 1))],
  Array.from({ length: 300 }, (_, index) => index),
  Array.from({ length: 60 }, (_, index) => own('name', `n${index}`)),
  Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`key${index}`, 'x'])),
];
const NAMES = [
  '',
  '__proto__',
  'constructor',
  'id',
  'name',
  'properties',
  'NAME',
  '日本',
  '\ud800',
  'a.b[0]',
  LONG,
];

/** A body as it is sent, with one to three things changed in it. */
export function mutatedText(body: JsonObject, random: Random): string {
  const copy = structuredClone(own('body', body));
  const times = random.pick([1, 1, 1, 1, 2, 3]);
  for (let done = 0; done < times; done++) mutate(copy, random);
  const text = JSON.stringify(copy['body'] ?? null);
  return random.chance(0.08) ? mutatedLetters(text, random) : text;
}

function mutate(root: JsonObject, random: Random): void {
  const places = placesIn(root);
  if (places.length === 0) return;
  random.pick(CHANGES)(random.pick(places), random, root);
}

type Change = (place: Place, random: Random, root: JsonObject) => void;

const CHANGES: readonly Change[] = [
  remove,
  remove,
  (place, random) => replace(place, hostile(random)),
  (place, random) => replace(place, hostile(random)),
  (place, random) => replace(place, otherType(valueAt(place), random)),
  rename,
  (place, random, root) => replace(place, structuredClone(valueAt(random.pick(placesIn(root))))),
  duplicate,
  (place, random) => replace(place, random.chance(0.5) ? [valueAt(place)] : own('value', valueAt(place))),
  (place, random) => add(place, random),
  (place, random) => replace(place, nested(valueAt(place), random.pick([2, 20, 60, 70]))),
];

function hostile(random: Random): unknown {
  return structuredClone(random.pick(HOSTILE));
}

function placesIn(root: JsonObject): Place[] {
  const places: Place[] = [];
  const visit = (parent: JsonObject | unknown[]): void => {
    for (const key of Object.keys(parent)) {
      places.push({ parent, key: Array.isArray(parent) ? Number(key) : key });
      const value = (parent as JsonObject)[key];
      if (typeof value === 'object' && value !== null) visit(value as JsonObject);
    }
  };
  visit(root);
  return places;
}

function valueAt({ parent, key }: Place): unknown {
  return (parent as JsonObject)[key];
}

/** Also under a name that means something to the language. */
function replace({ parent, key }: Place, value: unknown): void {
  const parts = { value, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(parent, key, parts);
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function rename(place: Place, random: Random): void {
  const { parent, key } = place;
  if (Array.isArray(parent)) return remove(place);
  const value = parent[key];
  delete parent[key];
  const name = random.chance(0.4) ? String(key).toUpperCase() : random.pick(NAMES);
  replace({ parent, key: name }, value);
}

function duplicate({ parent, key }: Place, random: Random): void {
  const copy = structuredClone((parent as JsonObject)[key]);
  if (Array.isArray(parent)) parent.push(copy);
  else replace({ parent, key: random.pick([...NAMES, ...Object.keys(parent)]) }, copy);
}

function add(place: Place, random: Random): void {
  const value = valueAt(place);
  if (Array.isArray(value)) value.push(hostile(random));
  else if (typeof value === 'object' && value !== null)
    replace({ parent: value as JsonObject, key: random.pick(NAMES) }, hostile(random));
  else replace(place, String(value) + random.pick(['', ' ', '/', '0', '日本', '\n']));
}

function otherType(value: unknown, random: Random): unknown {
  if (typeof value === 'number')
    return random.pick<unknown>([String(value), value * 1_000, -value, value + 0.5]);
  if (typeof value === 'string')
    return random.pick<unknown>([
      value.toUpperCase(),
      value.repeat(30),
      value.slice(1),
      [value],
      7,
      value.length,
    ]);
  if (typeof value === 'boolean') return random.pick<unknown>([String(value), Number(value), !value]);
  if (Array.isArray(value))
    return random.pick<unknown>([{ ...(value as unknown[]) }, value[0], [...(value as unknown[])].reverse()]);
  return random.pick<unknown>([[value], JSON.stringify(value), Object.keys(value ?? {})]);
}

function nested(value: unknown, levels: number): unknown {
  let result = value;
  for (let level = 0; level < levels; level++) result = level % 2 === 0 ? [result] : own('a', result);
  return result;
}

/** What JSON.stringify never writes: cut off, a letter changed, a name twice, numbers beyond all doubles, very deep. */
function mutatedLetters(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const deep = random.pick([100, 20_000]);
  return random.pick([
    text.slice(0, at),
    text.slice(0, at) + random.pick(['"', '{', '}', ',', '\u0000', '日', '\\', '0']) + text.slice(at + 1),
    text.replace('{', `{"tags":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)},`),
    text.replace('{', `{"properties":${'['.repeat(deep)}${']'.repeat(deep)},`),
    text.replace('{', '{"location":"westeurope","location":5,"__proto__":{"a":1},'),
    text.replace(/:\d+/, ':1e999'),
    `\ufeff${text}`,
    `[${text}]`,
    JSON.stringify(text),
    `${text}${text}`,
  ]);
}
