import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const ODD_VALUES: Json[] = [
  ...[null, true, -1, 0, 1e308, '', ' ', '0', [], {}, [[]], '\u0000', '\ud800', '../..', '{}', '%00'],
  ...['x'.repeat(5000), '/subscriptions//resourceGroups//providers/', '🚀'.repeat(300)],
  { __proto__: null, constructor: 'x', toString: 1, length: -1 },
];

/** Any JSON, with what parsers and stores trip over more often than chance would have it. */
const oddValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...ODD_VALUES),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>,
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/**
 * Bodies that are nearly one of the sound ones: a part of it replaced, left out, repeated or cut, or no JSON at all.
 * Some are nested, up to `deepest`.
 */
export function oddBodies(sound: unknown[], deepest: number): fc.Arbitrary<string> {
  const whole = fc.constantFrom(...(sound as Json[]));
  return fc.oneof(
    { weight: 5, arbitrary: fc.tuple(whole, fc.infiniteStream(fc.nat(20)), oddValue).map(mutated) },
    { weight: 2, arbitrary: oddValue.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: fc.tuple(whole, fc.nat(2000), fc.string({ maxLength: 5 })).map(spliced) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 500 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3000 }).map((depth) => '[{"a":'.repeat(depth)) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: deepest }).map(nested) },
  );
}

/** One part of the value, found by the choices, is replaced, left out or put beside itself. */
function mutated([value, choices, odd]: [Json, IterableIterator<number>, Json]): string {
  const next = () => Number(choices.next().value);
  return JSON.stringify(changedWithin(value, next, odd));
}

function changedWithin(value: Json, next: () => number, odd: Json): Json {
  if (typeof value !== 'object' || value === null || next() === 0) return odd;
  const keys = Object.keys(value);
  const key = keys[next() % Math.max(1, keys.length)] ?? 'none';
  const entries: [string, Json][] = Object.entries(value).flatMap(([name, part]) => {
    if (name !== key) return [[name, part]];
    const choice = next();
    if (choice < 3) return [];
    const other: [string, Json] = [`${name}${choice}`, part];
    return choice < 5 ? [[name, part], other] : [[name, changedWithin(part, next, odd)]];
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

function spliced([value, at, text]: [Json, number, string]): string {
  const whole = JSON.stringify(value);
  const place = at % whole.length;
  return whole.slice(0, place) + text + whole.slice(place + (at % 7));
}

function nested(depth: number): string {
  return `{"scaleSet":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}
