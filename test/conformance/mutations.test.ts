import { expect, test } from '@jest/globals';

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

test('the facts hold through a proxy that changes nothing', async () => {
  for (const fact of FACTS)
    expect([fact.name, await holds(fact, (answer) => answer)]).toEqual([fact.name, true]);
});

test('there are enough mutations to mean something', () => {
  expect(MUTATIONS.length).toBeGreaterThanOrEqual(20);
});

test.each(MUTATIONS)('it is noticed when $name', async ({ spoil }) => {
  const results = await Promise.all(FACTS.map((fact) => holds(fact, spoil)));
  expect(results).toContain(false);
});
