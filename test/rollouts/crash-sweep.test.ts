import { expect, test } from '@jest/globals';
import {
  CANARY,
  CANARY_AND_BACK,
  dyingEvery,
  dyingOnceAt,
  MOST_DELICATE,
  sweepRollout,
} from '../support/rollout/rollout-crash-run.ts';

const EVERY = 40;
const DELICATE_SHARE = 200;
/** The second thing that is written: the rollout is on record then, and nobody was told of it. */
const AS_IT_BEGINS = 1;
/** Other moments each day, except where the seed is given: `SEED=7 npx jest test/rollouts/crash-sweep`. */
const { SEED: given, FAST_CHECK_SEED: fixed } = process.env;
const SEED = Number(given ?? fixed ?? Math.floor(Date.now() / 86_400_000));

test.each([
  ['a canary', CANARY, { state: 'succeeded', targets: { web__1: 3 }, ledger: { 'web__1 ready': 3 } }],
  ['a way back', CANARY_AND_BACK, { state: 'rolledBack', targets: { web: 3 }, ledger: { 'web ready': 3 } }],
])(
  '%s ends the same wherever the process is killed on the way',
  async (_, rehearsed, end) => {
    const { deaths, undisturbed, differences } = await sweepRollout(rehearsed, (moments) => [
      ...dyingEvery(EVERY).filter((_each, index) => index === SEED % EVERY),
      ...dyingOnceAt(MOST_DELICATE)(moments).filter(
        (_each, index) => index === AS_IT_BEGINS || (index + SEED) % DELICATE_SHARE === 0,
      ),
    ]);

    expect(undisturbed.end).toMatchObject({ ...end, brokenRules: [] });
    expect(deaths).toBeGreaterThan(20);
    expect({ seed: SEED, differences }).toEqual({ seed: SEED, differences: [] });
  },
  180_000,
);
