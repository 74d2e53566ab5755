import { expect, test } from '@jest/globals';
import { sweep } from '../support/crash-run.ts';

const EVERY = 8;
/** Around asking for a deployment a crash could do the most harm. */
const MOST_DELICATE = /deployments$|requestDeployments/i;

test('a scale-out ends the same wherever the process is killed on the way', async () => {
  // Another eighth of the moments each day; `npm run test:long` tries them all.
  const seed = Number(process.env['SEED'] ?? Math.floor(Date.now() / 86_400_000));
  const { tried, undisturbed, differences } = await sweep(
    (moment, what) => (moment + seed) % EVERY === 0 || MOST_DELICATE.test(what),
  );

  expect(undisturbed.end).toMatchObject({
    effects: { Created: 3, DeploymentQueued: 1, DeploymentSucceeded: 1 },
    deployments: [{ version: '1.1.0', to: ['web_0', 'web_1', 'web_2'] }],
    brokenRules: [],
  });
  expect(tried).toBeGreaterThan(10);
  expect({ seed, differences }).toEqual({ seed, differences: [] });
}, 180_000);
