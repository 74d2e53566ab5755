const ESCAPES: [RegExp, (code: string) => string][] = [
  [/&#x([\da-f]{1,6});/gi, (code) => fromCode(parseInt(code, 16))],
  [/&#(\d{1,7});/g, (code) => fromCode(Number(code))],
  [/&(quot|amp|apos|lt|gt);/gi, (name) => NAMED[name.toLowerCase()] ?? ''],
  [/\\+u([\da-f]{4})/gi, (code) => fromCode(parseInt(code, 16))],
  [/\\+x([\da-f]{2})/gi, (code) => fromCode(parseInt(code, 16))],
  [/%([\da-f]{2})/gi, (code) => fromCode(parseInt(code, 16))],
];
const NAMED: Record<string, string> = { quot: '"', amp: '&', apos: "'", lt: '<', gt: '>' };
/** Encoded more often than this, nobody reads it. */
const ROUNDS = 4;

/**
 * The text as it was before it was put into a URL, into JSON or into markup, as often as that happened. Bytes are read as
 * Latin-1: this is for finding things in it, and secrets are ASCII.
 */
export function decoded(text: string): string {
  let plain = text;
  for (let round = 0; round < ROUNDS; round++) {
    const before = plain;
    for (const [escape, read] of ESCAPES) plain = plain.replace(escape, (_all, code: string) => read(code));
    if (plain === before) return plain;
  }
  return plain;
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
