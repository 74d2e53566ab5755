import { test } from '@jest/globals';
import { findBrokenStory } from '../support/live-through-stories.ts';

test('whatever happens, in whatever order, the fleet gets there and no rule breaks', async () => {
  await findBrokenStory(8);
}, 180_000);
