import { describe, expect, test } from '@jest/globals';
import { growthExponent, median, percentile, rounded } from '../../bench/figures.ts';

describe('the figures of the benchmarks', () => {
  test('a percentile is the value that so large a share does not exceed, whatever the order', () => {
    const values = Array.from({ length: 100 }, (_each, index) => 100 - index);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile(values, 1)).toBe(100);
    expect(percentile([], 0.99)).toBeNaN();
  });

  test('the median of an even number of values is one of them', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2);
  });

  test('the growth exponent is 1 when ten times the size costs ten times as much, and 0 when it costs the same', () => {
    expect(growthExponent([10, 7], [100, 70])).toBe(1);
    expect(growthExponent([10, 7], [1000, 7])).toBe(0);
    expect(growthExponent([100, 1], [1000, 100])).toBe(2);
  });

  test('values are cut to the decimals that mean something', () => {
    expect(rounded(1.25499, 2)).toBe(1.25);
    expect(rounded(3.96)).toBe(4);
  });
});
