import { invalidParameter } from '../errors.ts';
import { ok, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { JsonObject } from '../json.ts';

/**
 * One page of a listing in the order given. The token names the last record of the page before, so that records
 * which come or go between two pages neither repeat nor hide others; nextLink is left out on the last page.
 */
export function page<T extends { key: string }>(
  request: ArmRequest,
  records: T[],
  { size, view }: { size: number; view: (record: T) => JsonObject },
): ArmResponse {
  const start = startOf(request, records);
  const shown = records.slice(start, start + size);
  const last = shown.at(-1);
  const more = last !== undefined && start + size < records.length;
  return ok({
    value: shown.map(view),
    ...(more && { nextLink: nextLink(request, { start: start + size, after: last.key }) }),
  });
}

/** `$top` of the front door's own lists: up to a thousand. */
export function pageSize(request: ArmRequest): number {
  const top = Number(queryOption(request, '$top') ?? LARGEST_PAGE);
  return Number.isInteger(top) && top > 0 ? Math.min(top, LARGEST_PAGE) : LARGEST_PAGE;
}

const LARGEST_PAGE = 1_000;

function startOf(request: ArmRequest, records: Array<{ key: string }>): number {
  const token = queryOption(request, '$skiptoken');
  if (token === undefined) return 0;
  const { start, after } = readToken(token);
  const index = records.findIndex((record) => record.key === after);
  return index >= 0 ? index + 1 : Math.min(start, records.length);
}

interface Token {
  start: number;
  after: string;
}

function readToken(token: string): Token {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (isToken(value)) return value;
  } catch {
    throw stale();
  }
  throw stale();
}

function isToken(value: unknown): value is Token {
  return typeof value === 'object' && value !== null && 'after' in value && 'start' in value;
}

function stale(): Error {
  return invalidParameter('The request URL is not valid.', '$skiptoken');
}

function nextLink(request: ArmRequest, token: Token): string {
  const url = new URL(request.url, request.base);
  for (const name of [...url.searchParams.keys()])
    if (name.toLowerCase() === '$skiptoken') url.searchParams.delete(name);
  const query = [...url.searchParams]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .concat(`$skiptoken=${Buffer.from(JSON.stringify(token)).toString('base64url')}`);
  return `${url.origin}${url.pathname}?${query.join('&')}`;
}
