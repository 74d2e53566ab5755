import { expect, test } from '@jest/globals';
import { findDisputes } from '../support/live-through-disputes.ts';

test('whatever people write, no fleet deals with the targets of another or of nobody', async () => {
  const seen = await findDisputes(3);
  expect(seen['deploys to']).toBeGreaterThan(0);
}, 180_000);
