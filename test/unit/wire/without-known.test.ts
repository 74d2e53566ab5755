import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutKnown } from '../../../shared/wire/without-known.ts';

const KEY = 'API-W1THOUTK3Y/AND+SIGNS?4U';
const b64 = (text: string) => Buffer.from(text).toString('base64');
const perChar = (write: (code: number) => string) =>
  [...KEY].map((char) => write(char.charCodeAt(0))).join('');
const hex = (code: number) => code.toString(16).padStart(2, '0');

/** Every way in which a server or a proxy may write a key back. */
const FORMS: Record<string, string> = {
  plain: KEY,
  'in small letters': KEY.toLowerCase(),
  'as part of an address': encodeURIComponent(KEY),
  'percent-encoded all through': perChar((code) => `%${hex(code)}`),
  'percent-encoded twice': encodeURIComponent(perChar((code) => `%${hex(code).toUpperCase()}`)),
  'escaped as in JSON': perChar((code) => `\\u00${hex(code)}`),
  'escaped as in JSON, with slashes': JSON.stringify(KEY).replaceAll('/', '\\/'),
  'JSON in JSON': JSON.stringify(JSON.stringify(KEY)),
  'in markup': perChar((code) => `&#${code};`),
  'in markup, hexadecimal': perChar((code) => `&#x${hex(code)};`),
  'in base64': b64(KEY),
  'in base64, with a user': b64(`user:${KEY}`),
  'in base64, with a name': b64(`ab:${KEY}`),
  'in base64, within more': b64(`X-Octopus-ApiKey: ${KEY}\r\n`),
  'in base64 for addresses': Buffer.from(KEY).toString('base64url'),
  'in base64 within an address': encodeURIComponent(b64(KEY)),
  hexadecimal: Buffer.from(KEY).toString('hex'),
  'over two lines': `${KEY.slice(0, 12)}\n${KEY.slice(12)}`,
  'in words': KEY.replaceAll(/(.{5})/g, '$1 '),
  'its first half': KEY.slice(0, 14),
  'its second half': KEY.slice(14),
  'its middle': KEY.slice(6, 18),
};

describe('a key that is written back', () => {
  test.each(Object.entries(FORMS))('%s', (_form, written) => {
    const clean = withoutKnown(`The key '${written}' is not valid.`, KEY);
    expect(clean).toMatch(/^The ke/);
    expect(clean).toContain(' is not valid.');
    expect(clean).toContain('***');
    const read = [
      clean,
      Buffer.from(clean, 'base64').toString('latin1'),
      Buffer.from(clean, 'hex').toString(),
    ];
    for (let at = 0; at + 8 <= KEY.length; at++)
      for (const text of read) expect(text.toUpperCase()).not.toContain(KEY.slice(at, at + 8));
    expect(clean).not.toContain(written);
  });

  test('nothing else goes', () => {
    for (const text of ['', 'API-', 'You must log in.', 'x'.repeat(100), '%zz \\u12 &#; 100%'])
      expect(withoutKnown(text, KEY)).toBe(text);
    expect(withoutKnown('anything', '')).toBe('anything');
  });

  test('wherever it stands, and however the text is encoded around it', () => {
    const key = fc.stringMatching(/^API-[A-Z0-9]{20,32}$/);
    const write = fc.constantFrom<(text: string) => string>(
      (text) => text,
      encodeURIComponent,
      JSON.stringify,
      b64,
      (text) => Buffer.from(text).toString('hex'),
    );
    fc.assert(
      fc.property(fc.tuple(fc.string(), fc.string(), key), write, ([before, after, secret], encode) => {
        const clean = withoutKnown(encode(`${before}${secret}${after}`.toWellFormed()), secret);
        const read = [
          clean,
          Buffer.from(clean, 'base64').toString('latin1'),
          Buffer.from(clean, 'hex').toString(),
        ];
        for (const text of read) expect(text).not.toContain(secret);
        expect(clean).toContain('***');
      }),
      { numRuns: 500 },
    );
  });
});
