import type { HttpRequest } from '@azure/functions';
import type * as z from 'zod';
import { type FieldError, HttpProblem } from './problem-details.ts';

/** Far above any fleet or webhook, far below what would hurt. */
const MOST_BYTES = 256 * 1024;

/** The JSON of a request; throws 413, 415 or 400. */
export async function readJson(request: HttpRequest): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw notJson();
  }
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) throw tooLarge();
  const text = await request.text();
  if (Buffer.byteLength(text) > MOST_BYTES) throw tooLarge();
  return parse(text);
}

/** The same for a body that may be left out. */
export async function readOptionalJson(request: HttpRequest): Promise<unknown> {
  if (request.headers.get('content-type')) return readJson(request);
  // A body may come without any word of it, in chunks.
  if ((await request.text()) === '') return {};
  throw notJson();
}

function notJson(): HttpProblem {
  const detail = 'Send JSON with content-type: application/json.';
  return new HttpProblem({ status: 415, code: 'notJson', detail });
}

function tooLarge(): HttpProblem {
  return new HttpProblem({ status: 413, code: 'tooLarge', detail: `Send at most ${MOST_BYTES / 1024} KiB.` });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = `The body is not JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}.`;
    throw new HttpProblem({ status: 400, code: 'malformedJson', detail });
  }
}

/** The value in the schema's form; throws 400 with every problem and its path at once. */
export function inFormOf<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(errorsOf);
  const detail = `The ${what} has ${errors.length} problem${errors.length === 1 ? '' : 's'}.`;
  throw new HttpProblem({ status: 400, code: 'invalidBody', detail, errors });
}

function errorsOf({ path, message, ...issue }: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(path), message }];
  // One issue for all keys of an object: each key has a path of its own.
  return issue.keys.map((key) => ({ path: pathOf([...path, key]), message: 'There is no such property.' }));
}

function pathOf(path: PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
