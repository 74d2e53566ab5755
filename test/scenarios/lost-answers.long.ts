import { expect, test } from '@jest/globals';
import { loseEach } from '../support/lost-answers-sweep.ts';

test('each call to Octopus may be lost, before it is done or after: the end is the same', async () => {
  const { tried, differences } = await loseEach(() => true);
  expect(tried).toBeGreaterThan(60);
  expect(differences).toEqual([]);
}, 600_000);
