import { createHash } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';
import { conflict } from '../../shared/contracts/problem.ts';
import type { Fleet } from '../../shared/contracts/fleet.ts';
import type { FoundFleet } from '../../shared/ports/stores.ts';
import type { Handler } from '../access/guard.ts';

/**
 * A fleet's tag has two parts: of what was put, which is what a writer must not overwrite unseen, and of all that is shown,
 * which is what a reader wants to see anew. To clients it is one opaque word.
 */
export function fleetTag(fleet: Fleet, shown: unknown): string {
  return `"${digest(JSON.stringify(fleet))}.${digest(JSON.stringify(shown))}"`;
}

/** Throws 412 unless the fleet is as the request's `If-Match` and `If-None-Match` say. */
export function refuseUnlessMatching({ headers }: HttpRequest): (found: FoundFleet) => void {
  const [match, noneMatch] = [headers.get('if-match'), headers.get('if-none-match')];
  return ({ isThere, fleet }) => {
    const put = fleet && `"${digest(JSON.stringify(fleet))}.`;
    const isNamed = (list: string) => tagsIn(list).some((tag) => put !== undefined && tag.startsWith(put));
    if (match !== null && !(isThere && (match.trim() === '*' || isNamed(match)))) throw changed(isThere);
    if (noneMatch !== null && isThere && (noneMatch.trim() === '*' || isNamed(noneMatch)))
      throw changed(true);
  };
}

/** Gives what is read a tag, and answers 304 to whoever has it already. */
export function revalidating(handler: Handler): Handler {
  return async (request, context, caller) => {
    const answered = await handler(request, context, caller);
    const { body: text, status = 200 } = answered;
    const body = answered.jsonBody === undefined ? text : JSON.stringify(answered.jsonBody);
    if (status !== 200 || typeof body !== 'string') return answered;
    const given = new Headers(answered.headers);
    const etag = given.get('etag') ?? `"${digest(body)}"`;
    const type = given.get('content-type') ?? 'application/json';
    const kept = { 'content-type': type, etag, 'cache-control': 'private, no-cache' };
    const headers = { ...Object.fromEntries(given), ...kept };
    const known = tagsIn(request.headers.get('if-none-match') ?? '').map((tag) => tag.replace(/^W\//, ''));
    if (known.includes(etag)) return { status: 304, headers };
    return { status, headers, body };
  };
}

function tagsIn(list: string): string[] {
  return list.split(',').map((tag) => tag.trim());
}

function changed(isThere: boolean) {
  return conflict(
    'preconditionFailed',
    isThere
      ? 'The fleet is not as the request expects it.'
      : 'The fleet that the request expects is not there.',
    'GET it again, and send what you want of what it is now.',
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
