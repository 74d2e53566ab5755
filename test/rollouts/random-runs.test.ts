import { expect, test } from '@jest/globals';
import { standUp } from '../support/rollout/random/stand-up.ts';

/** Others each day, except where the seed is given: `SEED=7 RUNS=1 npx jest test/rollouts/random-runs` lives through that one. */
const { SEED: given, FAST_CHECK_SEED: fixed, RUNS: runs = '800' } = process.env;
const FIRST = Number(given ?? fixed ?? Math.floor(Date.now() / 86_400_000) * 100_000);
/** Of fewer runs nobody knows how they end. */
const TELLING = 500;

test(`${runs} rollouts from seed ${FIRST} on end, whatever happens, and leave the world as they must`, async () => {
  const ends = await standUp(FIRST, Number(runs));

  if (Number(runs) < TELLING) return;
  expect(Object.keys(ends).sort()).toEqual(['blocked', 'rolledBack', 'succeeded']);
  // Stories in which nothing happens show nothing.
  expect(ends['rolledBack']).toBeGreaterThan(Number(runs) / 5);
}, 300_000);
