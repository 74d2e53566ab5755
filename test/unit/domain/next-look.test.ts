import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Progress, secondsToNextLook } from '../../../shared/domain/next-look.ts';
import { percentile, randomFrom, type Watch, watchScaleOut } from './support/watched-scale-out.ts';

/** The look at `now`, when those seconds are the times at which instances finished. */
function seconds(now: number, finished: number[], more: Partial<Progress> = {}): number {
  const finishedAt = finished.map((second) => second * 1000);
  return secondsToNextLook({ startedAt: 0, now: now * 1000, finishedAt, goal: 100, ...more });
}

/** So many finished evenly between two seconds. */
function evenly(count: number, from: number, to: number): number[] {
  return Array.from({ length: count }, (_each, index) => from + ((to - from) * index) / (count - 1));
}

describe('the next look comes', () => {
  test('after a while when nothing is known yet; after longer when many are awaited', () => {
    expect(seconds(0, [], { goal: 3 })).toBe(45);
    expect(seconds(0, [])).toBe(100);
  });

  test('as late as allowed while the end is far', () => {
    expect(seconds(46, evenly(5, 40, 45))).toBeGreaterThan(30);
  });

  test('right behind the predicted end when that is near', () => {
    expect(seconds(90, evenly(91, 0, 90))).toBeCloseTo(9 + 1.5, 0);
  });

  test('before the predicted end while that may be wrong', () => {
    const next = seconds(100, evenly(60, 0, 100));
    expect(next).toBeGreaterThanOrEqual(33);
    expect(next).toBeLessThan(66);
  });

  test('by the pace since the first instances came, not by the time that they took to come', () => {
    expect(seconds(120, evenly(75, 90, 120))).toBeLessThan(12);
  });

  test('soon, but not at once, when only the scale set’s own state is waited for', () => {
    expect(seconds(90, evenly(100, 0, 90))).toBe(4);
    expect(seconds(90, evenly(120, 0, 90))).toBe(4);
  });

  test('after some seconds when those that are still to come are only settling', () => {
    expect(seconds(90, evenly(60, 0, 85), { onlySettling: true })).toBe(10);
  });

  test('ever later while nothing moves', () => {
    const upTo = (second: number) => seconds(second, evenly(99, 0, 60));
    expect([upTo(70), upTo(90), upTo(140), upTo(600)]).toEqual([5, 15, 40, 60]);
  });
});

describe('Azure’s limits', () => {
  test('are spared when few calls are left', () => {
    const near = (remainingCalls: number) => seconds(90, evenly(100, 0, 90), { remainingCalls });
    expect([near(8), near(7), near(0)]).toEqual([4, 30, 30]);
  });

  test('are obeyed when Azure asks to wait, within reason', () => {
    expect(seconds(0, [], { retryAfterSeconds: 200 })).toBe(200);
    expect(seconds(0, [], { retryAfterSeconds: 1e13 })).toBe(300);
  });
});

test('the next look is 4 to 100 seconds away, unless Azure asks for more; never less than Azure asks for', () => {
  const limit = fc.option(fc.nat(900), { nil: undefined });
  const finished = fc.array(fc.nat(10_000), { maxLength: 200 });
  const progress = fc.record({
    finished,
    now: fc.nat(20_000),
    goal: fc.nat(1000),
    remaining: limit,
    asked: limit,
  });
  fc.assert(
    fc.property(progress, ({ finished: times, now, goal, remaining, asked }) => {
      const wait = seconds(now, times, {
        goal,
        ...(remaining === undefined ? {} : { remainingCalls: remaining }),
        ...(asked === undefined ? {} : { retryAfterSeconds: asked }),
      });
      const least = Math.min(asked ?? 0, 300);
      expect(wait).toBeGreaterThanOrEqual(Math.max(4, least));
      expect(wait).toBeLessThanOrEqual(Math.max(100, least));
    }),
    { numRuns: 1000 },
  );
});

describe('a scale-out of 100 instances in three minutes', () => {
  const SECONDS = 180;
  const run = (seeds: number, readyAt: (random: () => number, index: number) => number): Watch[] =>
    Array.from({ length: seeds }, (_seed, seed) => {
      const random = randomFrom(seed);
      return watchScaleOut(Array.from({ length: 100 }, (_instance, index) => readyAt(random, index)));
    });
  const calls = (watches: Watch[]) => watches.map((watch) => watch.calls);
  const late = (watches: Watch[]) => watches.map((watch) => watch.secondsLate);

  test('that come evenly needs at most 6 lists, and its end is seen at most 7 seconds late', () => {
    const watches = run(1000, (random, index) => ((index + random()) * SECONDS) / 100);
    expect(Math.max(...calls(watches))).toBeLessThanOrEqual(6);
    expect(Math.max(...late(watches))).toBeLessThanOrEqual(7);
  });

  test('that come at random instants mostly needs no more either, and never much more', () => {
    const watches = run(1000, (random) => random() * SECONDS);
    expect(percentile(calls(watches), 0.5)).toBeLessThanOrEqual(6);
    expect(percentile(calls(watches), 0.95)).toBeLessThanOrEqual(8);
    expect(percentile(late(watches), 0.5)).toBeLessThanOrEqual(3);
    expect(percentile(late(watches), 0.95)).toBeLessThanOrEqual(7);
    expect(Math.max(...calls(watches))).toBeLessThanOrEqual(10);
    expect(Math.max(...late(watches))).toBeLessThanOrEqual(15);
  });

  test('that come in a heap in the middle costs a few lists more, and its end is seen as soon', () => {
    const watches = run(1000, (random) => ((random() + random() + random()) / 3) * SECONDS);
    expect(percentile(late(watches), 0.95)).toBeLessThanOrEqual(8);
    expect(Math.max(...calls(watches))).toBeLessThanOrEqual(14);
  });
});

test('a straggler of an hour costs about one list a minute', () => {
  const { calls } = watchScaleOut([...Array.from({ length: 99 }, (_each, index) => 60 + index), 3600]);
  expect(calls).toBeLessThanOrEqual(75);
});
