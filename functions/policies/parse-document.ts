import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument as parseYaml } from 'yaml';
import { withoutSecrets } from '../../shared/wire/without-secrets.ts';
import type { FieldError } from '../http/problem-details.ts';

/** In the text, each counted from 1. */
export interface Place {
  line: number;
  column: number;
}

/** A document as data; `placeOf` says where a path, or what it would stand in, begins. */
export type Parsed =
  | { ok: true; value: unknown; placeOf: (path: string) => Place | undefined }
  | { ok: false; errors: FieldError[] };

/** Far above any policy. */
const MOST_BYTES = 64 * 1024;
/** Of all that aliases stand for, so that a short text does not become a long one. */
const MOST_ALIASES = 100;
const DEEPEST = 20;

export type Format = 'json' | 'yaml';

/** What a `content-type` says; `undefined` for anything that is neither JSON nor YAML. */
export function formatOf(contentType: string | null | undefined): Format | undefined {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (/^application\/(?:[\w.+-]+\+)?json$/.test(type)) return 'json';
  return /^(?:application|text)\/(?:x-|[\w.+-]+\+)?ya?ml$/.test(type) ? 'yaml' : undefined;
}

/**
 * JSON or YAML 1.2, bounded in size, depth and aliases. A key that is there twice is refused in both: whoever reads such a
 * text may take either for the one that counts.
 */
export function parseDocument(text: string, format: Format): Parsed {
  if (Buffer.byteLength(text) > MOST_BYTES) return refused(`is longer than ${MOST_BYTES / 1024} KiB`);
  if (format === 'yaml' && isHeap(text)) return refused(`is nested more than ${DEEPEST} deep`);
  try {
    return format === 'json' ? parsedJson(text) : parsedYaml(text);
  } catch (error) {
    // Thousands of brackets, one in the other.
    if (error instanceof RangeError) return refused(`is nested more than ${DEEPEST} deep`);
    throw error;
  }
}

/** Brackets or dashes by the hundred keep a parser busy for long; within texts nobody writes them. */
function isHeap(text: string): boolean {
  if (/^[ \t]*(?:[-?:][ \t]+){100}/m.test(text)) return true;
  let depth = 0;
  for (const sign of text) {
    if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > 100) return true;
  }
  return false;
}

function parsedJson(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused(`is not JSON: ${withoutSecrets((error as Error).message)}`);
  }
  if (isTooDeep(value)) return refused(`is nested more than ${DEEPEST} deep`);
  // JSON is YAML: it is read a second time for lines, and for keys of which JSON.parse takes the last.
  const { document, errors } = read(text);
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  if (twice.length > 0) return { ok: false, errors: twice.map(({ place }) => ({ ...TWICE, ...place })) };
  return { ok: true, value, placeOf: placesOf(document.contents, document.placeAt) };
}

const TWICE = { path: '', message: 'has a key that is there before, in the same object' };

function parsedYaml(text: string): Parsed {
  const { document, errors } = read(text);
  if (errors.length > 0)
    return {
      ok: false,
      errors: errors.map(({ code, message, place }) =>
        code === 'DUPLICATE_KEY'
          ? { ...TWICE, ...place }
          : { path: '', message: `is not YAML: ${withoutSecrets(message)}`, ...place },
      ),
    };
  const value = document.toData();
  if (value === TOO_MANY_ALIASES) return refused(`has aliases for more than ${MOST_ALIASES} values`);
  if (isTooDeep(value)) return refused(`is nested more than ${DEEPEST} deep`);
  return { ok: true, value, placeOf: placesOf(document.contents, document.placeAt) };
}

const TOO_MANY_ALIASES = Symbol('too many aliases');

function read(text: string) {
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col: column } = lineCounter.linePos(offset);
    return { line, column };
  };
  const options = {
    lineCounter,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    logLevel: 'error',
  } as const;
  const document = parseYaml(text, { ...options, uniqueKeys: true });
  const { contents } = document;
  const toData = (): unknown => {
    try {
      return document.toJS({ maxAliasCount: MOST_ALIASES });
    } catch (error) {
      if (error instanceof ReferenceError) return TOO_MANY_ALIASES;
      throw error;
    }
  };
  // A tag that is not known only warns; nothing of ours has one.
  const errors = [...document.errors, ...document.warnings].slice(0, 20).map(({ code, message, pos }) => ({
    ...{ code, message: message.slice(0, 200), place: placeAt(pos[0]) },
  }));
  return { document: { contents, toData, placeAt }, errors };
}

function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= DEEPEST || Object.values(value).some((each) => isTooDeep(each, depth + 1));
}

function placesOf(
  contents: unknown,
  placeAt: (offset: number) => Place,
): (path: string) => Place | undefined {
  const places = new Map<string, Place>();
  note(contents, { path: '', places, placeAt });
  return (path) => {
    for (let at = path; at !== ''; at = at.replace(/(?:^|\.)[^.[\]]*$|\[\d+\]$/, ''))
      if (places.has(at)) return places.get(at);
    return undefined;
  };
}

interface Noting {
  path: string;
  places: Map<string, Place>;
  placeAt: (offset: number) => Place;
}

function note(node: unknown, { path, places, placeAt }: Noting): void {
  if (isAlias(node)) return;
  if (isSeq(node))
    for (const [index, item] of node.items.entries()) {
      const at = `${path}[${index}]`;
      mark(item, { path: at, places, placeAt });
      note(item, { path: at, places, placeAt });
    }
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const at = path === '' ? name : `${path}.${name}`;
    mark(key, { path: at, places, placeAt });
    note(value, { path: at, places, placeAt });
  }
}

function mark(node: unknown, { path, places, placeAt }: Noting): void {
  const start = (node as Node | null)?.range?.[0];
  if (start !== undefined) places.set(path, placeAt(start));
}

function refused(message: string): Parsed {
  return { ok: false, errors: [{ path: '', message }] };
}
