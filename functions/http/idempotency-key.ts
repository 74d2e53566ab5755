import { createHash } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';
import { IdempotencyKey } from './operations/parameters.ts';
import { inFormOf } from './read-body.ts';

/** The `Idempotency-Key` of a request: whoever repeats it begins nothing twice. */
export function idempotencyKeyOf({ headers }: HttpRequest): string | undefined {
  const key = headers.get('idempotency-key');
  return key === null ? undefined : inFormOf(IdempotencyKey, key, 'header Idempotency-Key');
}

/** Tells two requests with one key apart. */
export function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 22);
}
