import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import { policySchema } from '../../functions/http/schemas/policy-schema.ts';
import { RolloutPolicy } from '../../shared/contracts/rollout/policy.ts';
import { exampleNames, exampleText, GIVEN, readText } from './examples.ts';

const committed = readFileSync(join(__dirname, '../../docs/schemas/rollout-policy.schema.json'), 'utf8');
const meetsSchema = new Ajv2020({ strictTypes: false, strictRequired: false }).compile(
  JSON.parse(committed) as object,
);

test('the committed schema is what `npm run schemas` makes', () => {
  expect(committed).toBe(`${JSON.stringify(policySchema(), null, 2)}\n`);
});

describe('the examples', () => {
  test('there are some', () => {
    expect(exampleNames.length).toBeGreaterThan(3);
  });

  test.each(exampleNames)('%s meets the schema, and is read', async (name) => {
    const text = exampleText(name);
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schemas/rollout-policy.schema.json');
    expect(meetsSchema(parse(text))).toBe(true);
    expect(await readText(text, GIVEN[name])).toMatchObject({ ok: true });
  });
});

/** Rules that JSON Schema has no words for. */
const BEYOND = ['must be min ≤ desired ≤ max', 'must be a whole address, without a user or a password in it'];

function expectAgreement(document: unknown): void {
  const parsed = RolloutPolicy.safeParse(document);
  const messages = parsed.error?.issues.map(({ message }) => message) ?? [];
  const isBeyond = messages.length > 0 && messages.every((message) => BEYOND.includes(message));
  expect([document, meetsSchema(document)]).toEqual([document, parsed.success || isBeyond]);
}

/** Every place in a document: what is there, and a way to have something else there, or nothing. */
function placesIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, each]) =>
      placesIn(each, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

const NOTHING = Symbol('nothing');

function changedAt(value: unknown, [key, ...rest]: (string | number)[], to: unknown): unknown {
  if (key === undefined) return to;
  if (typeof value !== 'object' || value === null) return value;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  const next = changedAt(copy[key], rest, to);
  if (next !== NOTHING) copy[key] = next;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}

const documents = exampleNames
  .map((name) => parse(exampleText(name)) as Record<string, unknown>)
  .filter(({ parameters }) => parameters === undefined);
const strategies = { basic: {}, canary: { steps: [{ upgrade: 1 }] }, blueGreen: null, swap: {}, for: 'PT1M' };
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      NOTHING,
      null,
      true,
      false,
      0,
      1,
      -1,
      1.5,
      1001,
      1e300,
      '',
      ' ',
      '1',
      'PT1M',
      'P1D',
      '25%',
      '101%',
      'rollback',
    ],
    ...[[], {}, [1], { secret: 'a' }, { secret: '' }, { below: 1 }, { below: 1, above: 0 }, strategies],
    ...[
      { min: 0, max: 10, desired: 4 },
      { min: 5, max: 1, desired: 4 },
      'http://10.0.0.4/',
      'http://u:p@x/',
      'x'.repeat(2001),
    ],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

test('the schema and the reader agree, whatever is changed in a policy', () => {
  const change = fc.tuple(
    fc.nat(),
    odd,
    fc.option(fc.constantFrom(...Object.keys(strategies), 'verify', 'odd')),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...documents),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (document, changes) => {
        const changed = changes.reduce<unknown>((before, [at, to, added]) => {
          const places = placesIn(before);
          const place = places[at % places.length] ?? [];
          // A member more, where there is an object; else something else in its place.
          return changedAt(before, added === null ? place : [...place.slice(0, -1), added], to);
        }, document);
        if (changed !== NOTHING) expectAgreement(changed);
      },
    ),
    { numRuns: 2000 },
  );
});

describe('a parameter', () => {
  const [document] = documents;
  test('may stand wherever a single value stands', () => {
    for (const place of placesIn(document)) {
      const there = place.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document);
      if (typeof there === 'object') continue;
      const changed = changedAt(document, place, '${anything}');
      expect([place, meetsSchema(changed)]).toEqual([place, true]);
    }
  });

  test.each<[declared: unknown, isFine: boolean]>([
    [[{ name: 'a' }], true],
    [[{ name: 'a', type: 'number', default: 1, description: 'One.', allowed: [1, 2] }], true],
    [[{ name: 'revision' }], false],
    [[{ name: 'fleet.name' }], false],
    [[{ type: 'number' }], false],
    [{ a: 1 }, false],
  ])('declared as %j', (declared, isFine) => {
    expect(meetsSchema({ ...document, parameters: declared })).toBe(isFine);
  });
});
