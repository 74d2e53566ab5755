import { expect, test } from '@jest/globals';
import { liveChapter } from '../soak/chapter.ts';

/** A few that were lived through before; `npm run soak` tries new ones for as long as one likes. */
const CHAPTERS = [1, 5, 3002];

test.each(CHAPTERS)(
  'whatever befalls several fleets for hours, every machine gets what it should and no rule breaks: chapter %i',
  async (seed) => {
    const { broken, story } = await liveChapter(seed);
    expect(broken.length === 0 ? [] : [story, ...broken]).toEqual([]);
  },
  600_000,
);
