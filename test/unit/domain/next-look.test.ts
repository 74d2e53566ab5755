import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Progress, secondsToNextLook } from '../../../shared/domain/next-look.ts';
import { percentile, randomFrom, type Watch, watchScaleOut } from './support/watched-scale-out.ts';

/** For every look: the second, and how many instances were finished by then. */
function seconds(looks: Record<number, number>, more: Partial<Progress> = {}): number {
  const samples = Object.entries(looks).map(([second, finished]) => ({
    at: Number(second) * 1000,
    finished,
  }));
  return secondsToNextLook({ samples, goal: 100, ...more });
}

describe('the next look comes', () => {
  test('after a while when nothing is known yet', () => {
    expect(seconds({})).toBe(45);
    expect(seconds({ 0: 0 })).toBe(45);
  });

  test('as late as allowed while the end is far', () => {
    expect(seconds({ 0: 0, 45: 5 })).toBe(60);
  });

  test('right behind the predicted end when that is near', () => {
    expect(seconds({ 0: 0, 90: 90 })).toBe(11);
  });

  test('before the predicted end while that may be wrong', () => {
    const next = seconds({ 0: 0, 100: 60 });
    expect(next).toBeGreaterThanOrEqual(33);
    expect(next).toBeLessThan(66);
  });

  test('by the pace since the first instances came, not by the time that they took to come', () => {
    expect(seconds({ 0: 0, 45: 0, 90: 0, 120: 75 })).toBe(11);
  });

  test('by the pace of the newcomers, not of those that were there before', () => {
    expect(seconds({ 0: 80, 30: 95 })).toBe(11);
  });

  test('soon, but not at once, when only the scale set’s own state is waited for', () => {
    expect(seconds({ 0: 100 })).toBe(6);
    expect(seconds({ 0: 0, 90: 100 })).toBe(6);
    expect(seconds({ 0: 0, 90: 120 })).toBe(6);
  });

  test('ever later while nothing moves', () => {
    const upTo = (second: number) => seconds({ 0: 0, 60: 99, [second]: 99 });
    expect([upTo(70), upTo(90), upTo(140), upTo(600)]).toEqual([6, 15, 40, 60]);
  });

  test('after a pause when instances fell back', () => {
    expect(seconds({ 0: 50, 60: 40 })).toBe(45);
  });
});

describe('Azure’s limits', () => {
  test('are spared when few calls are left', () => {
    const near = { 0: 0, 90: 99 };
    expect(seconds(near, { remainingCalls: 8 })).toBe(6);
    expect(seconds(near, { remainingCalls: 7 })).toBe(30);
    expect(seconds(near, { remainingCalls: 0 })).toBe(30);
  });

  test('are obeyed when Azure asks to wait, however long', () => {
    expect(seconds({ 0: 0 }, { retryAfterSeconds: 600 })).toBe(600);
  });
});

test('the next look is 6 to 60 seconds away, unless Azure asks for more; never less than Azure asks for', () => {
  const looks = fc.array(fc.record({ pause: fc.nat(600_000), finished: fc.nat(1000) }), { maxLength: 12 });
  const limit = fc.option(fc.nat(900), { nil: undefined });
  const progress = fc.record({ looks, goal: fc.nat(1000), remaining: limit, retryAfter: limit });
  fc.assert(
    fc.property(progress, ({ looks, goal, remaining, retryAfter }) => {
      let at = 0;
      const samples = looks.map(({ pause, finished }) => ({ at: (at += pause), finished }));
      const wait = secondsToNextLook({
        samples,
        goal,
        ...(remaining === undefined ? {} : { remainingCalls: remaining }),
        ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
      });
      expect(wait).toBeGreaterThanOrEqual(Math.max(6, retryAfter ?? 0));
      expect(wait).toBeLessThanOrEqual(Math.max(60, retryAfter ?? 0));
      expect(Number.isInteger(wait)).toBe(true);
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
    expect(percentile(calls(watches), 0.9)).toBeLessThanOrEqual(6);
    expect(percentile(late(watches), 0.95)).toBeLessThanOrEqual(7);
    expect(Math.max(...calls(watches))).toBeLessThanOrEqual(9);
    expect(Math.max(...late(watches))).toBeLessThanOrEqual(15);
  });

  test('that come in a heap in the middle costs a few lists more, and its end is seen as soon', () => {
    const watches = run(1000, (random) => ((random() + random() + random()) / 3) * SECONDS);
    expect(percentile(late(watches), 0.95)).toBeLessThanOrEqual(8);
    expect(Math.max(...calls(watches))).toBeLessThanOrEqual(12);
  });
});

test('a straggler of an hour costs about one list a minute', () => {
  const { calls } = watchScaleOut([...Array.from({ length: 99 }, (_each, index) => 60 + index), 3600]);
  expect(calls).toBeLessThanOrEqual(75);
});
