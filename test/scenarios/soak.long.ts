import { expect, test } from '@jest/globals';
import { soak } from '../soak/soak.ts';

const MINUTES = 10;
/** CI judges the change, not the luck of a seed; everybody else tries new chapters at every run. */
const SEED = Number(process.env['FAST_CHECK_SEED'] ?? Date.now()) % 1_000_000;

test(
  'whatever befalls several fleets for days, every machine gets what it should and no rule breaks',
  async () => {
    const { broken, chapters } = await soak({ seed: SEED, minutes: MINUTES });
    expect(
      broken.map(({ seed, broken: rules, story }) => `${story}\nseed ${seed}: ${rules.join('\n')}`),
    ).toEqual([]);
    expect(chapters).toBeGreaterThan(0);
  },
  (MINUTES + 5) * 60_000,
);
