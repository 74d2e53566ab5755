import type { Range } from '../world.ts';

/**
 * A number in [0, 1) that depends on nothing but the seed and the words, so that a run does not change
 * with the order in which things are asked (FNV-1a, then a finaliser to spread neighbouring words).
 */
export function chance(seed: number, ...words: (string | number)[]): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of words.join('|')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** A whole number of milliseconds within the range. */
export function draw(range: Range, seed: number, ...words: (string | number)[]): number {
  const [least, most] = range;
  return Math.round(least + (most - least) * chance(seed, ...words));
}
