import { createHash, timingSafeEqual } from 'node:crypto';
import { unauthorized } from '../errors.ts';

/** Where a caller may put the key. */
export interface Credentials {
  apiKeyHeader: string | undefined;
  authorization: string | undefined;
  apiKeyQuery: string | undefined;
}

/** Throws a 401 unless the key was given: as a header, in the query, or as a bearer token. */
export function authenticate(credentials: Credentials, apiKey: string): void {
  const given = credentials.apiKeyHeader ?? bearerOf(credentials) ?? credentials.apiKeyQuery;
  if (given === undefined || !isSame(given, apiKey)) throw unauthorized();
}

export function bearerOf({ authorization = '' }: Credentials): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(authorization)?.[1];
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
