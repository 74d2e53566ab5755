import { expect, test } from '@jest/globals';

import { runWire } from './fuzz/wire-story.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

test(`500 odd requests through real sockets break nothing (FUZZ_SEED=${seed})`, async () => {
  expect((await runWire(seed, 500)).join('\n\n')).toBe('');
});
