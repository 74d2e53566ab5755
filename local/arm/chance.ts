/** `[from, to]`, both included, of whatever unit the user says. */
export type Range = readonly [number, number];

/**
 * The simulator's only randomness. Every draw is a function of the seed and of what it is for,
 * so a run takes the same course whatever the order of requests, and after a restart.
 */
export class Chance {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A number in [0, 1) for this purpose. */
  draw(...purpose: Array<string | number>): number {
    return mix(purpose.join('\u0000'), this.#seed) / 2 ** 32;
  }

  between([from, to]: Range, ...purpose: Array<string | number>): number {
    return from + (to - from) * this.draw(...purpose);
  }

  /** A version-4 shaped GUID. */
  guid(...purpose: Array<string | number>): string {
    const hex = this.hex(32, 'guid', ...purpose);
    const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  hex(digits: number, ...purpose: Array<string | number>): string {
    const words = Array.from({ length: Math.ceil(digits / 8) }, (_, index) =>
      mix(`${purpose.join('\u0000')}\u0000${index}`, this.#seed)
        .toString(16)
        .padStart(8, '0'),
    );
    return words.join('').slice(0, digits);
  }

  /** Upper-case letters and digits, as ARM appends to computer names. */
  letters(count: number, ...purpose: Array<string | number>): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    return Array.from({ length: count }, (_, index) =>
      alphabet.charAt(Math.floor(this.draw('letter', index, ...purpose) * alphabet.length)),
    ).join('');
  }
}

/** FNV-1a over the text, then the finaliser of MurmurHash3 so that near texts fall far apart. */
function mix(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
