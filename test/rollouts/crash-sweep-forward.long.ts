import { expect, test } from '@jest/globals';
import {
  CANARY,
  dyingEvery,
  dyingOnceAt,
  MOST_DELICATE,
  sweepRollout,
} from '../support/rollout/rollout-crash-run.ts';

test('a canary ends the same when killed at any moment, over and over', async () => {
  const { deaths, undisturbed, differences } = await sweepRollout(CANARY, () => dyingEvery(20));

  expect(deaths).toBeGreaterThan(undisturbed.moments.length * 0.9);
  expect(differences).toEqual([]);
}, 600_000);

test('a canary ends the same when killed once where it is most delicate', async () => {
  const { deaths, differences } = await sweepRollout(CANARY, dyingOnceAt(MOST_DELICATE));

  expect(deaths).toBeGreaterThan(50);
  expect(differences).toEqual([]);
}, 600_000);
