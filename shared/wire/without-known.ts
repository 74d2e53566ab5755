const MASK = '***';
/** So long a part of a secret is a part of it and no chance; a shorter one gives nothing away. */
const PART = 8;

/** One character of the text as it reads, and where it stands as it is written. */
interface Unit {
  char: string;
  from: number;
  to: number;
}

/** A character, or what an address, JSON, markup or a shell writes in its place. */
const WRITTEN =
  /%(?:25){0,4}([\da-f]{2})|\\+u00([\da-f]{2})|\\+x([\da-f]{2})|&#x0{0,4}([\da-f]{2});|&#0{0,4}(\d{2,3});|[^]/gi;
/** Stands between the parts of a text that was broken up, and means nothing. */
const BETWEEN = /[\s\\"'`]/;

/**
 * The text without this very secret: plain, in capitals, percent-encoded, escaped, in base64 or hex, broken by blanks, or only
 * a part of it.
 */
export function withoutKnown(text: string, secret: string): string {
  if (secret === '') return text;
  const units = unitsOf(text);
  const read = units.map(({ char }) => char).join('');
  const hidden = new Set<Unit>();
  for (const form of formsOf(secret)) {
    for (const part of partsOf(form)) {
      for (let at = read.indexOf(part); at >= 0; at = read.indexOf(part, at + 1))
        units.slice(at, at + part.length).forEach((unit) => hidden.add(unit));
    }
  }
  return hidden.size === 0 ? text : masked(text, units, hidden);
}

function unitsOf(text: string): Unit[] {
  const units: Unit[] = [];
  for (const found of text.matchAll(WRITTEN)) {
    const [written, ...codes] = found;
    const hex = codes.slice(0, 4).find((code) => code !== undefined);
    const code = hex === undefined ? Number(codes[4] ?? Number.NaN) : parseInt(hex, 16);
    const char = (Number.isNaN(code) ? written : String.fromCharCode(code)).toLowerCase();
    // A change of case may make two of one; then the places would not fit.
    if (char.length === 1 && !BETWEEN.test(char))
      units.push({ char: asUrlSafe(char), from: found.index, to: found.index + written.length });
  }
  return units;
}

/** Base64's two alphabets are read as one. */
function asUrlSafe(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

/** Everything in lower case: a secret that was put into capitals is still one. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const plain = secret.replaceAll(/[\s\\"'`]/g, '');
  return [plain, ...[0, 1, 2].map((ahead) => base64Within(bytes, ahead)), bytes.toString('hex')]
    .filter((form) => form.length >= Math.min(PART, secret.length))
    .map((form) => asUrlSafe(form.toLowerCase()));
}

/** What every base64 of a text has in common that holds the bytes after so many others (modulo 3). */
function base64Within(bytes: Buffer, ahead: number): string {
  const padded = Buffer.concat([Buffer.alloc(ahead), bytes]);
  const whole = padded.toString('base64');
  const firstWhole = Math.ceil((ahead * 8) / 6);
  return whole.slice(firstWhole, Math.floor((padded.length * 8) / 6));
}

function partsOf(form: string): string[] {
  if (form.length <= PART) return [form];
  return Array.from({ length: form.length - PART + 1 }, (_, at) => form.slice(at, at + PART));
}

function masked(text: string, units: Unit[], hidden: Set<Unit>): string {
  let result = '';
  let at = 0;
  let isOpen = false;
  for (const unit of units) {
    if (!hidden.has(unit)) {
      isOpen = false;
      continue;
    }
    // What stands between two hidden characters goes with them.
    result += isOpen ? '' : text.slice(at, unit.from) + MASK;
    at = unit.to;
    isOpen = true;
  }
  return result + text.slice(at);
}
