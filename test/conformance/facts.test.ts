import { test } from '@jest/globals';

import { givenArm } from '../arm/given-arm.ts';
import { FACTS } from './facts/all-facts.ts';

test.each(FACTS)('$name', async ({ check }) => {
  const given = await givenArm();
  try {
    await check(given);
  } finally {
    await given.arm.stop();
  }
});
