import type { HttpRequest } from '@azure/functions';
import type * as z from 'zod';
import { invalid, ProblemError } from '../../shared/contracts/problem.ts';
import { withoutSecrets } from '../../shared/wire/without-secrets.ts';
import { fieldErrors } from './field-errors.ts';
import { NotInForm } from './problem-details.ts';

/** Far above any fleet or webhook, far below what would hurt. */
const MOST_BYTES = 256 * 1024;

/** The JSON of a request; throws 413, 415 or 400. */
export async function readJson(request: HttpRequest): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw notJson();
  }
  refuseIfTooLarge(request);
  return parseJson(await boundedText(request));
}

/** As far as a body says how long it is; throws 413. */
export function refuseIfTooLarge({ headers }: HttpRequest): void {
  if (Number(headers.get('content-length') ?? 0) > MOST_BYTES) throw tooLarge();
}

/** A body in chunks does not say how long it is, so it is read piece by piece; the rest is left, for the answer to get through. */
export async function boundedText({ body }: HttpRequest): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of body?.values({ preventCancel: true }) ?? []) {
      length += (piece as Uint8Array).length;
      if (length > MOST_BYTES) throw tooLarge();
      pieces.push(piece as Uint8Array);
    }
  } catch (error) {
    throw error instanceof ProblemError ? error : cutOff();
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/** The same for a body that may be left out. */
export async function readOptionalJson(request: HttpRequest): Promise<unknown> {
  if (request.headers.get('content-type')) return readJson(request);
  // A body may come without any word of it, in chunks.
  if ((await boundedText(request)) === '') return {};
  throw notJson();
}

function notJson(): ProblemError {
  return invalid(
    'notJson',
    'The body is not said to be JSON.',
    'Send JSON with content-type: application/json.',
  );
}

/** Whoever sent it went away; hardly anybody reads this answer, and nothing is wrong on our side. */
function cutOff(): ProblemError {
  return invalid('bodyCutOff', 'The body ended before it was complete.', 'Send it again, whole.');
}

function tooLarge(): ProblemError {
  const most = `${MOST_BYTES / 1024} KiB`;
  return invalid('tooLarge', `The body is longer than ${most}.`, `Send at most ${most}.`);
}

/** Throws 400 for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be parsed';
    throw invalid('malformedJson', `The body is not JSON: ${withoutSecrets(why)}.`, 'Send one JSON value.');
  }
}

/** The value in the schema's form; throws 400 with every problem and its path at once. */
export function inFormOf<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new NotInForm(what, fieldErrors(parsed.error.issues));
}
