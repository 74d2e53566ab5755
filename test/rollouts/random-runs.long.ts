import { expect, test } from '@jest/globals';
import { standUp } from '../support/rollout/random/stand-up.ts';

const RUNS = 4200;
/** Beyond those that `random-runs.test.ts` lives through with the same seed; others each day, except where it is given. */
const BEYOND = 800;
const { SEED: given, FAST_CHECK_SEED: fixed } = process.env;
const FIRST = Number(given ?? fixed ?? Math.floor(Date.now() / 86_400_000) * 100_000) + BEYOND;

test(`${RUNS} more rollouts, from seed ${FIRST} on, end as they must`, async () => {
  const ends = await standUp(FIRST, RUNS);

  expect(Object.keys(ends).sort()).toEqual(['blocked', 'rolledBack', 'succeeded']);
}, 900_000);
