import { expect, test } from '@jest/globals';
import { soak } from '../soak/soak.ts';

const MINUTES = 10;
/** More fit into the time on a fast machine only; so every machine lives through the same ones. */
const MOST = 12;
/** New chapters in every run, except where the seed is given. */
const { FAST_CHECK_SEED: seed = String(Date.now() % 1_000_000) } = process.env;

test(
  'whatever befalls several fleets for hours, every machine gets what it should and no rule breaks',
  async () => {
    const { broken, chapters } = await soak({ minutes: MINUTES, most: MOST, seed: Number(seed) });
    const told = broken.map((each) => [each.story, ...each.broken, `npm run soak -- --chapter ${each.seed}`]);
    expect(told.flat()).toEqual([]);
    expect(chapters).toBeGreaterThan(0);
  },
  3 * MINUTES * 60_000,
);
