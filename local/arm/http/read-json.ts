import { invalidContent } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';

/** As deep as the service reads; far from what would exhaust the stack of whoever walks the value. */
const DEEPEST = 64;

/** A child is kept inside of its parent, which is read and written whole: so many levels deeper. */
const CHILD_LEVELS = 6;

/**
 * The JSON object in a body; an empty one when there is no body. What it holds can be kept and written again as it is,
 * also as part of the resource that the one at `path` is a child of.
 */
export function parseBody(text: string, path = ''): JsonObject {
  if (text.trim() === '') return {};
  return readable(parsed(text), path);
}

/** The same of a body that is not text any more. */
export function readable(value: unknown, path: string): JsonObject {
  if (!isObject(value)) throw invalidContent('The request content must be a JSON object.');
  requireKeepable(value, '', 1 + CHILD_LEVELS * ancestorsOf(path));
  return value;
}

/** How many resources the one at a path is inside of. */
function ancestorsOf(path: string): number {
  const [, names = ''] = /\/providers\/[^/]+\/[^/]+\/[^/]+\/([^?]*)/i.exec(path) ?? [];
  return Math.ceil(names.split('/').filter((part) => part !== '').length / 2);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidContent(error instanceof Error ? error.message : 'not JSON');
  }
}

/** Goes no deeper than the limit, so that it stands any body. */
function requireKeepable(value: unknown, path: string, depth: number): void {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw invalidContent(`JSON number is too large or small for a Double. Path '${path}'.`);
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST)
    throw invalidContent(`The reader's MaxDepth of ${DEEPEST} has been exceeded. Path '${path}'.`);
  for (const [name, part] of Object.entries(value))
    requireKeepable(part, Array.isArray(value) ? `${path}[${name}]` : pathTo(path, name), depth + 1);
}

function pathTo(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
