import { createHash } from 'node:crypto';
import { ProblemError } from '../contracts/problem.ts';

/** Azure Tables allows keys of 1 KiB, counted in UTF-16. */
const MAX_KEY_LENGTH = 512;

/**
 * Characters that Azure refuses in keys (or that clients trip over) become their neighbour below plus a digit, and that
 * neighbour gets a digit too. So an escaped key sorts exactly where the plain one did.
 */
const PAIRS = ['"#', '$%', "&'", './', '>?', '[\\'];
const ESCAPES = new Map(
  PAIRS.flatMap(([low = '', high = '']) => [[low, `${low}0`] as const, [high, `${low}1`] as const]),
);
const UNESCAPES = new Map<string, string>([...ESCAPES].map(([plain, escaped]) => [escaped, plain]));
const TO_ESCAPE = /[^\w:;-]/g;
const PLAIN = /^[\w:;-]*$/;
const TOKENS = /( [0-9a-f]{2})|(~[0-9a-f]{4})|(["$&.>[][01])|([^])/g;

function escapeUnit(character: string): string {
  const unit = character.charCodeAt(0);
  if (unit <= 0x20) return ` ${unit.toString(16).padStart(2, '0')}`;
  if (unit >= 0x7e) return `~${unit.toString(16).padStart(4, '0')}`;
  return ESCAPES.get(character) ?? character;
}

/**
 * A key that Azure Tables accepts, for any string: ASCII, one-to-one, and sorting as the plain keys do by UTF-16 code
 * units. Throws InvalidInput `keyTooLong` beyond 512 characters of it.
 */
export function escapeKey(key: string): string {
  const escaped = PLAIN.test(key) ? key : key.replace(TO_ESCAPE, escapeUnit);
  if (escaped.length <= MAX_KEY_LENGTH) return escaped;
  throw new ProblemError({
    kind: 'InvalidInput',
    code: 'keyTooLong',
    message: `A key of ${escaped.length} characters cannot be stored; it starts with "${key.slice(0, 40)}".`,
    nextStep: 'Use a shorter name or id.',
  });
}

/** The string that `escapeKey` was given. */
export function unescapeKey(escaped: string): string {
  if (PLAIN.test(escaped)) return escaped;
  return escaped.replace(TOKENS, (token) => {
    if (token.length === 3 || token.length === 5) return String.fromCharCode(parseInt(token.slice(1), 16));
    return UNESCAPES.get(token) ?? token;
  });
}

/** 96 bits of SHA-256 in 16 characters that need no escaping: a short stand-in for an id of any length. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
