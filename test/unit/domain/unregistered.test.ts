import { expect, test } from '@jest/globals';
import { hopefulCount, unregistered } from '../../../shared/domain/unregistered.ts';
import { after, registeredRow, row, START } from './support/builders.ts';

test('an instance is to be registered when it is ready, still listed and has no target', () => {
  const rows = [
    row('a'),
    registeredRow('b'),
    row('c', { state: 'creating' }),
    row('d', { state: 'failed' }),
    row('e', { state: 'deleting' }),
    row('f', { missingSince: START }),
    row('8', { unseenSince: START }),
    row('7', { state: 'stopped' }),
    row('9', { state: 'gone', missingSince: START }),
  ];
  expect(unregistered(rows).map(({ instanceId }) => instanceId)).toEqual(['a']);
});

test('an instance is waited for from when it became ready, and not for ever', () => {
  const rows = [row('a', { readySince: START }), row('b', { readySince: after(120) }), registeredRow('c')];
  const hopeful = (seconds: number) => hopefulCount(rows, { at: after(seconds), waitMinutes: 5 });
  expect([hopeful(120), hopeful(299), hopeful(300), hopeful(419), hopeful(420)]).toEqual([2, 2, 1, 1, 0]);
});

test('an instance of which nobody knows since when it is ready is waited for', () => {
  const { readySince: _unknown, ...sudden } = row('a');
  expect(hopefulCount([sudden], { at: after(9999), waitMinutes: 5 })).toBe(1);
});
