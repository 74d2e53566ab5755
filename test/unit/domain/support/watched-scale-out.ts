import { secondsToNextLook } from '../../../../shared/domain/next-look.ts';

/** What watching one scale-out cost, and how late its end was noticed. */
export interface Watch {
  calls: number;
  secondsLate: number;
}

/** Watches instances that become ready at these seconds after the first look, until all of them are. */
export function watchScaleOut(readyAt: number[]): Watch {
  const goal = readyAt.length;
  let now = 0;
  for (let calls = 1; ; calls++) {
    const elapsed = now;
    const finishedAt = readyAt.filter((ready) => ready <= elapsed).map((ready) => ready * 1000);
    if (finishedAt.length === goal) return { calls, secondsLate: elapsed - Math.max(...readyAt) };
    now += secondsToNextLook({ startedAt: 0, now: elapsed * 1000, finishedAt, goal });
  }
}

/** The value that so large a share of the values does not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

/** Random numbers in [0, 1), the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
