import { expect, test } from '@jest/globals';
import { sweep } from '../support/crash-run.ts';

test('a scale-out ends the same when killed at any odd moment', async () => {
  const { tried, undisturbed, differences } = await sweep((moment) => moment % 2 === 1);

  expect(tried).toBe(Math.ceil(undisturbed.moments.length / 2));
  expect(differences).toEqual([]);
}, 600_000);
