import { expect, test } from '@jest/globals';
import {
  CANARY_AND_BACK,
  dyingEvery,
  dyingOnceAt,
  MOST_DELICATE,
  sweepRollout,
} from '../support/rollout/rollout-crash-run.ts';

test('a way back ends the same when killed at any moment, over and over', async () => {
  const { deaths, undisturbed, differences } = await sweepRollout(CANARY_AND_BACK, () => dyingEvery(20));

  expect(deaths).toBeGreaterThan(undisturbed.moments.length * 0.9);
  expect(differences).toEqual([]);
}, 600_000);

test('a way back ends the same when killed once where it is most delicate', async () => {
  const { deaths, differences } = await sweepRollout(CANARY_AND_BACK, dyingOnceAt(MOST_DELICATE));

  expect(deaths).toBeGreaterThan(50);
  expect(differences).toEqual([]);
}, 600_000);
