import { beforeAll, expect, test } from '@jest/globals';

import { asking, givenArm } from '../arm/given-arm.ts';
import { FACTS } from './facts/all-facts.ts';
import type { Fact } from './facts/fact.ts';
import { MUTATIONS, type Passing } from './mutations.ts';
import { spoilingProxy } from './spoiling-proxy.ts';

/** Whether a fact still holds when every answer goes through `spoil`. */
async function holds({ check }: Fact, spoil: (answer: Passing) => Passing): Promise<boolean> {
  const given = await givenArm();
  const proxy = await spoilingProxy(given.arm.url, spoil);
  try {
    await check({ ...given, ask: asking(proxy.url) });
    return true;
  } catch {
    return false;
  } finally {
    await proxy.close();
    await given.arm.stop();
  }
}

/** What each fact was answered while nothing was spoiled. */
const answered = new Map<Fact, Passing[]>();

beforeAll(async () => {
  for (const fact of FACTS) {
    const answers: Passing[] = [];
    const held = await holds(fact, (answer) => {
      answers.push(answer);
      return answer;
    });
    expect([fact.name, held]).toEqual([fact.name, true]);
    answered.set(fact, answers);
  }
}, 60_000);

test('there are enough mutations to mean something', () => {
  expect(MUTATIONS.length).toBeGreaterThanOrEqual(20);
});

test.each(MUTATIONS)('it is noticed when $name', async ({ spoil }) => {
  // A fact that is answered nothing spoiled cannot notice.
  const touched = FACTS.filter((fact) => answered.get(fact)?.some((answer) => spoil(answer) !== answer));
  let isNoticed = false;
  for (const fact of touched) isNoticed ||= !(await holds(fact, spoil));
  expect(isNoticed).toBe(true);
});
