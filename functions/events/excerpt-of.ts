const MOST_CHARACTERS = 1000;
/** More of one text, list or object would not fit anyway; deeper than this nobody reads. */
const LONGEST_TEXT = 2 * MOST_CHARACTERS;
const MOST_CHILDREN = 100;
const DEEPEST = 8;

/** What is secret, and what tells who did it: senders put both into events, nothing here needs them. */
const NOT_KEPT =
  /claims|authorization|token|password|secret|key|sig$|credential|connectionstring|caller|httprequest|identity|principal|user|mail|upn|ipaddr/i;
/** The same within texts; the quantifiers are bounded, so that no text takes long. */
const NOT_KEPT_IN_TEXTS: [RegExp, string][] = [
  [
    /((?:token|sig|code|key|secret|password)\w{0,20}\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)[^"'\\&\s,;]+/gi,
    '$1***',
  ],
  [/\b(bearer\s{1,3})\S+/gi, '$1***'],
  [/\beyJ[\w.-]+/g, '***'],
  [/[\w.+-]{1,64}@[\w.-]{1,255}/g, '***'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, '***'],
];

/** The first part of an event as JSON, at most 1,000 characters, for people to read: without secrets or personal data. */
export function excerptOf(event: unknown): string {
  return (JSON.stringify(kept(event, 0)) ?? '').slice(0, MOST_CHARACTERS);
}

/** Bounded in depth: JSON may be nested deeper than a recursion can follow. */
function kept(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return masked(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_CHILDREN).map((each) => kept(each, depth + 1));
  const entries = Object.entries(value).filter(([key]) => !NOT_KEPT.test(key));
  return Object.fromEntries(
    entries.slice(0, MOST_CHILDREN).map(([key, each]) => [masked(key), kept(each, depth + 1)]),
  );
}

function masked(text: string): string {
  return NOT_KEPT_IN_TEXTS.reduce(
    (rest, [pattern, mask]) => rest.replace(pattern, mask),
    text.slice(0, LONGEST_TEXT),
  );
}
