import { ProblemError } from '../contracts/problem.ts';

/** Azure Tables holds 1 MiB per row, two bytes a character; the rest is left to keys and names. */
const MAX_VALUE_LENGTH = 480_000;

const BEYOND_ASCII = /[\u0080-\uffff]/g;

/**
 * The JSON text of a row's value, in ASCII: Azurite decodes a request piece by piece, and so spoils a character whose
 * bytes arrive in two pieces. Throws InvalidInput `rowTooLarge` beyond 480,000 characters, in every store
 * alike.
 */
export function valueToText(key: string, value: unknown): string {
  const text = JSON.stringify(value).replace(BEYOND_ASCII, escaped);
  if (text.length <= MAX_VALUE_LENGTH) return text;
  throw new ProblemError({
    kind: 'InvalidInput',
    code: 'rowTooLarge',
    message: `Row "${key.slice(0, 80)}" is ${text.length} characters of JSON; ${MAX_VALUE_LENGTH} fit.`,
    nextStep: 'Store less in one row.',
  });
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
