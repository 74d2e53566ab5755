import type { HttpRequest } from '@azure/functions';
import type * as z from 'zod';
import { invalid } from '../../shared/contracts/problem.ts';
import { type Format, formatOf, parseDocument } from '../policies/parse-document.ts';
import { fieldErrors } from './field-errors.ts';
import { type FieldError, NotInForm } from './problem-details.ts';
import { boundedText, parseJson, refuseIfTooLarge } from './read-body.ts';

/** A document as it was sent; its problems are told with their places in it. */
export interface SentDocument {
  text: string;
  format: Format;
}

/** The body of a request in JSON or YAML; throws 413 and 415. */
export async function readDocument(request: HttpRequest): Promise<SentDocument> {
  const format = formatOf(request.headers.get('content-type'));
  if (!format)
    throw invalid(
      'notJson',
      'The body is not said to be JSON or YAML.',
      'Send it with content-type: application/json or application/yaml.',
    );
  refuseIfTooLarge(request);
  return { text: await boundedText(request), format };
}

/** The document in the schema's form; throws 400 with every problem, its path, line and column at once. */
export function documentInForm<T extends z.ZodType>(
  schema: T,
  { text, format }: SentDocument,
  what: string,
): z.infer<T> {
  // What is said of broken JSON is said of every body.
  const json = format === 'json' ? { value: parseJson(text) } : undefined;
  const parsed = parseDocument(text, format);
  if (!parsed.ok) throw new NotInForm(what, parsed.errors);
  const read = schema.safeParse(json ? json.value : parsed.value);
  if (read.success) return read.data;
  throw new NotInForm(what, placed(fieldErrors(read.error.issues), parsed.placeOf));
}

/** Errors with where in the text they are. */
export function placed(
  errors: FieldError[],
  placeOf: (path: string) => { line: number; column: number } | undefined,
): FieldError[] {
  return errors.map((error) => ({ ...error, ...placeOf(error.path) }));
}
