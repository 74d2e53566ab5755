import { isSecretName } from '../../shared/wire/secret-names.ts';
import { withoutSecrets } from '../../shared/wire/without-secrets.ts';

const MOST_CHARACTERS = 1000;
/** More of one text, list or object would not fit anyway; deeper than this nobody reads. */
const LONGEST_TEXT = 2 * MOST_CHARACTERS;
/** The end of a text that was cut goes too: half a secret is not known for one. */
const CUT_OFF = 200;
const MOST_CHILDREN = 100;
const DEEPEST = 8;

/** What tells who did it: senders put it into events, nothing here needs it. */
const PERSONAL = /claims|caller|httprequest|identity|principal|user|mail|upn|ipaddr|author|requestbody/i;
const PERSONAL_IN_TEXTS: RegExp[] = [
  /[\w.+-]{1,64}@[\w.-]{1,255}/g,
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/g,
  /\b(?:[\da-f]{1,4}:){3,7}[\da-f]{1,4}\b/gi,
];
/** Under these a list of pairs says what it is whose value stands beside it. */
const VALUES = /^(?:values?|val|content|text|data|default)$/i;
const LABELS = ['name', 'key', 'header', 'field', 'parameter', 'property'];

/** The first part of an event as JSON, at most 1,000 characters, for people to read: without secrets or personal data. */
export function excerptOf(event: unknown): string {
  return (JSON.stringify(kept(event, 0)) ?? '').slice(0, MOST_CHARACTERS).toWellFormed();
}

/** Bounded in depth: JSON may be nested deeper than a recursion can follow. */
function kept(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return keptText(value, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return '…';
  if (Array.isArray(value)) return keptList(value, depth);
  const isPair = LABELS.some((label) => isNotKept(textIn(value, label)));
  const entries = Object.entries(value).filter(([key]) =>
    isPair && VALUES.test(key) ? false : !isNotKept(key) || isLabel(key, value),
  );
  return Object.fromEntries(
    entries.slice(0, MOST_CHILDREN).map(([key, each]) => [masked(key), kept(each, depth + 1)]),
  );
}

/** `["Cookie", "a=b"]`: the form in which some write a pair. */
function keptList(list: unknown[], depth: number): unknown[] {
  const [first] = list;
  const shown = list.length === 2 && isNotKept(first) ? [first] : list.slice(0, MOST_CHILDREN);
  return shown.map((each) => kept(each, depth + 1));
}

/** A text that is JSON itself is read like the rest of the event. */
function keptText(text: string, depth: number): string {
  if (depth < DEEPEST && /^\s*[[{]/.test(text) && text.length <= LONGEST_TEXT) {
    const inner = parsed(text);
    if (inner !== undefined) return JSON.stringify(kept(inner, depth + 1));
  }
  return masked(text);
}

function masked(text: string): string {
  const clean = PERSONAL_IN_TEXTS.reduce(
    (rest, pattern) => rest.replace(pattern, '***'),
    withoutSecrets(text.slice(0, LONGEST_TEXT)),
  );
  return text.length > LONGEST_TEXT ? clean.slice(0, -CUT_OFF) : clean;
}

function isNotKept(name: unknown): boolean {
  return typeof name === 'string' && name.length < 200 && (isSecretName(name) || PERSONAL.test(name));
}

/** `{"key": "Level", "value": "high"}`: there `key` is no secret. */
function isLabel(key: string, among: object): boolean {
  return LABELS.includes(key.toLowerCase()) && Object.keys(among).some((each) => VALUES.test(each));
}

function textIn(value: object, name: string): unknown {
  return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON after all: read as text.
  }
}
