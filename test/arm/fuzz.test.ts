import { expect, test } from '@jest/globals';

import { runStories } from './fuzz/run-stories.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

test(`4,000 requests, most of them mutations of valid ones, break nothing (FUZZ_SEED=${seed})`, () => {
  const { requests, mutations, failures } = runStories(seed, 4_000);
  expect(failures.join('\n\n')).toBe('');
  expect(mutations).toBeGreaterThanOrEqual(requests * 0.45);
});
