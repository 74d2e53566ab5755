import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { ALL_TABLES } from '../../local/arm/members/all-tables.ts';
import type { Member } from '../../local/arm/members/member.ts';
import { readBody } from '../../local/arm/members/read-members.ts';
import { membersDocument } from '../../scripts/members-document.ts';

/** Builds the body in which one member has a value. */
type Around = (value: unknown) => unknown;

/** Every wrong value of every member that can be written, inside a body that has nothing else. */
function wrong(member: Member, around: Around, path: string): Array<[string, unknown]> {
  const here = values(member).map((value): [string, unknown] => [
    `${path} = ${JSON.stringify(value)}`,
    around(value),
  ]);
  if (member.kind === 'list' && member.of)
    return [...here, ...wrong(member.of, (value) => around([value]), `${path}[]`)];
  if (member.kind === 'map' && member.of)
    return [...here, ...wrong(member.of, (value) => around({ name: value }), `${path}.*`)];
  if (member.kind !== 'object') return here;
  const inside = Object.entries(member.members ?? {}).flatMap(([name, part]) =>
    wrong(part, (value) => around({ [name]: value }), `${path}.${name}`),
  );
  return [...here, ...inside];
}

function values({ kind, values: choices, range, length, pattern }: Member): unknown[] {
  const bad: Record<Member['kind'], unknown[]> = {
    shown: [],
    anything: [],
    object: [7, 'text', [], { 'no such member': 1 }],
    reference: [7, 'text', [], {}, { id: 7 }, { id: 'no id' }],
    list: [7, 'text', {}, [null]],
    map: [7, 'text', []],
    flag: ['perhaps', 7, {}, []],
    integer: ['many', 1.5, 3e9, true, {}, []],
    number: ['many', true, {}, []],
    duration: ['soon', 7, {}, []],
    time: ['soon', 7, {}, []],
    text: [7, true, {}, []],
  };
  return [
    ...bad[kind],
    ...(choices ? ['none of these'] : []),
    ...(kind !== 'duration' && range ? [Number(range[1]) + 1, Number(range[0]) - 1] : []),
    ...(length && kind === 'text' ? ['x'.repeat(length[1] + 1)] : []),
    ...(pattern ? ['\u0000'] : []),
  ];
}

test.each(ALL_TABLES)('every member of a $name refuses a wrong value by itself', ({ table, refusals }) => {
  const bodies = wrong(table, (value) => value, '').filter(
    ([, body]) => typeof body === 'object' && body !== null && !Array.isArray(body),
  );
  expect(bodies.length).toBeGreaterThan(20);
  const taken = bodies.filter(([, body]) => {
    try {
      readBody(table, body as { [name: string]: unknown }, refusals);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ status: 400 });
      return false;
    }
  });
  expect(taken.map(([name]) => name)).toEqual([]);
});

test('the documentation says what the tables say; npm run members writes it anew', () => {
  const written = readFileSync(join(__dirname, '../../docs/simulator-members.md'), 'utf8');
  expect(written).toBe(membersDocument());
});
