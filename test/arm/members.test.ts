import { expect, test } from '@jest/globals';

import { autoscaleSetting } from '../../local/arm/members/autoscale-setting.ts';
import { extensionResource } from '../../local/arm/members/extension.ts';
import { instance } from '../../local/arm/members/instance.ts';
import { loadBalancer } from '../../local/arm/members/load-balancer.ts';
import type { Member } from '../../local/arm/members/member.ts';
import { readBody } from '../../local/arm/members/read-members.ts';
import { COMPUTE, INSIGHTS, NETWORK, type Refusals } from '../../local/arm/members/refusals.ts';
import { scaleSet } from '../../local/arm/members/scale-set.ts';

const TABLES: Array<[string, Member, Refusals]> = [
  ['scale set', scaleSet, COMPUTE],
  ['extension', extensionResource, COMPUTE],
  ['instance', instance, COMPUTE],
  ['load balancer', loadBalancer, NETWORK],
  ['autoscale setting', autoscaleSetting, INSIGHTS],
];

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

test.each(TABLES)('every member of a %s refuses a wrong value by itself', (...[, table, refusals]) => {
  const bodies = wrong(table, (value) => value, '').filter(
    ([, body]) => typeof body === 'object' && body !== null && !Array.isArray(body),
  );
  expect(bodies.length).toBeGreaterThan(40);
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
