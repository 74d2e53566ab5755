import { describe, expect, test } from '@jest/globals';
import type { Amount, Resize } from '../../../../shared/contracts/rollout/policy.ts';
import { newSize, sizesAfter } from '../../../../shared/domain/rollout/sizes.ts';

describe('how many new machines an amount means (S5)', () => {
  test.each<[amount: Amount, desired: number, expected: number]>([
    ['25%', 4, 1],
    ['50%', 4, 2],
    ['100%', 4, 4],
    ['50%', 3, 2],
    ['30%', 6, 2],
    ['50%', 5, 3],
    ['1%', 3, 1],
    ['12.5%', 4, 1],
    ['0%', 6, 0],
    [0, 6, 0],
    [2, 10, 2],
    ['100%', 0, 0],
  ])('%s of %i is %i', (amount, desired, expected) => {
    expect(newSize(amount, desired)).toBe(expected);
  });
});

describe('old and new after a step (S6)', () => {
  const table: [old: number, desired: number, amount: Amount, resize: Resize, expected: [number, number]][] =
    [
      [4, 4, '25%', 'newFirst', [1, 3]],
      [4, 4, '50%', 'newFirst', [2, 2]],
      [4, 4, '100%', 'newFirst', [4, 0]],
      [3, 3, '50%', 'oldFirst', [2, 1]],
      // A count below what is desired is not the end, however few the old ones are.
      [2, 10, 2, 'newFirst', [2, 1]],
      [2, 10, 2, 'proportional', [2, 2]],
      [4, 10, '20%', 'proportional', [2, 4]],
      [4, 10, '20%', 'newFirst', [2, 2]],
      // The old ones are more than are wanted: together never fewer than there were.
      [10, 4, '50%', 'newFirst', [2, 8]],
      [10, 4, '50%', 'proportional', [2, 8]],
      [10, 4, '100%', 'newFirst', [4, 0]],
      [0, 6, '50%', 'newFirst', [3, 0]],
      [6, 6, '0%', 'newFirst', [0, 6]],
    ];
  test.each(table)('%i old, %i desired, %s, %s', (...[stable, desired, amount, resize, expected]) => {
    const after = sizesAfter(amount, { desired, stable, resize });
    expect([after.new, after.stable]).toEqual(expected);
  });
});
