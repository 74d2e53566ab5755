import { expect, test } from '@jest/globals';
import { loseEach } from '../support/lost-answers-sweep.ts';

/** Another part of the calls each day; `npm run test:long` loses them all. */
const EVERY = 12;

test('whichever call to Octopus is lost, before it is done or after, the end is the same', async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Date.now() / 86_400_000));
  const { undisturbed, tried, differences } = await loseEach((nth) => (nth + seed) % EVERY === 0);
  expect(undisturbed).toEqual({
    targets: ['web_0', 'web_1'],
    deployedTo: ['web_0 1.1.0', 'web_1 1.1.0', 'web_2 1.1.0', 'web_3 1.1.0'],
    carrying: ['web_0', 'web_1'],
    ...{ phase: 'idle', problems: [], brokenRules: [] },
  });
  expect(tried).toBeGreaterThan(5);
  expect({ seed, differences }).toEqual({ seed, differences: [] });
}, 180_000);
