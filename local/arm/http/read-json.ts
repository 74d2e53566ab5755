import { invalidContent } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';

/** As deep as the service reads; far from what would exhaust the stack of whoever walks the value. */
const DEEPEST = 64;

/** The JSON object in a body; an empty one when there is no body. What it holds can be kept and written again as it is. */
export function parseBody(text: string): JsonObject {
  if (text.trim() === '') return {};
  const value = parsed(text);
  if (!isObject(value)) throw invalidContent('The request content must be a JSON object.');
  requireKeepable(value, '', 1);
  return value;
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
