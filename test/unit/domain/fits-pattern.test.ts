import { expect, test } from '@jest/globals';
import { fitsPattern } from '../../../shared/domain/deployments/fits-pattern.ts';

test.each([
  ['2020.2.10', '2020.2.*'],
  ['2020.2.', '2020.2.*'],
  ['2020.2.1-Beta', '*-beta'],
  ['1.2.3-rc.4', '1.*-rc.*'],
  ['anything', '*'],
  ['ab', 'a**b'],
])('%s is one of %s', (version, pattern) => {
  expect(fitsPattern(version, pattern)).toBe(true);
});

test.each([
  ['2020.20.1', '2020.2.*'],
  ['12020.2.1', '2020.2.*'],
  ['2020x2.1', '2020.2*'],
  ['aba', 'ab*ba'],
  ['1.2.3-rc.4', '*-rc'],
  ['1.0', '1.0.0'],
])('%s is none of %s', (version, pattern) => {
  expect(fitsPattern(version, pattern)).toBe(false);
});

test('many stars cost no time', () => {
  expect(fitsPattern('a'.repeat(10_000), `${'*a'.repeat(99)}*b`)).toBe(false);
});
