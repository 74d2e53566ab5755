import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newestFirst } from '../../shared/tables/newest-first.ts';
import { escapeKey, unescapeKey } from '../../shared/tables/row-key.ts';
import { keyAfter, prefixRange } from '../../shared/tables/row-store.ts';

const FORBIDDEN = /[/\\#?%'\u0000-\u001f\u007f-\uffff]/;
const awkward = fc.constantFrom(
  '/',
  '\\',
  '#',
  '?',
  '%',
  "'",
  '"',
  '.',
  '>',
  '[',
  '~',
  ' ',
  '0',
  '1',
  '\u0000',
  '\u0085',
  '\ud83d',
);
const anyKey = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: awkward, maxLength: 20 }),
);
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

describe('escaped keys', () => {
  test('hold only what Azure accepts', () => {
    fc.assert(fc.property(anyKey, (key) => expect(escapeKey(key)).not.toMatch(FORBIDDEN)));
  });

  test('lead back to the key', () => {
    fc.assert(fc.property(anyKey, (key) => expect(unescapeKey(escapeKey(key))).toBe(key)));
  });

  test('sort as the keys do', () => {
    fc.assert(
      fc.property(anyKey, anyKey, anyKey, (start, a, b) => {
        const [one, other] = [start + a, start + b];
        expect(order(escapeKey(one), escapeKey(other))).toBe(order(one, other));
      }),
    );
  });

  test('nothing fits between a key and the key after it', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (key, other) => {
        expect(other < keyAfter(key)).toBe(other <= key);
      }),
    );
  });

  test('the range of a prefix has exactly the keys that start with it', () => {
    fc.assert(
      fc.property(anyKey, fc.boolean(), (key, within) => {
        const { from, below } = prefixRange('vm:');
        const tried = within ? `vm:${key}` : key;
        expect(tried >= from && tried < below).toBe(tried.startsWith('vm:'));
      }),
    );
  });
});

test('later times sort first', () => {
  const time = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [one, other] = [a.toISOString(), b.toISOString()];
      expect(order(newestFirst(one), newestFirst(other))).toBe(order(other, one));
    }),
  );
});

test('what is no time is a bug, not a place in a list', () => {
  expect(() => newestFirst('yesterday')).toThrow('notATime');
});
