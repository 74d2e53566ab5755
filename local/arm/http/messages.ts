import type { IncomingHttpHeaders } from 'node:http';

import type { JsonObject } from '../json.ts';

/** A request whose path has been understood. */
export interface ArmRequest {
  method: string;
  /** Path and query as received. */
  url: string;
  /** Scheme and host the client used, for the absolute URLs that ARM hands out. */
  base: string;
  /** Names from the path, decoded, in the spelling of the client. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The JSON body; an empty object when there was none. */
  body: JsonObject;
  /** Becomes x-ms-request-id, and the operation's id when one is begun. */
  id: string;
  now: number;
  /** Asks another operation on behalf of this request, in the same transaction. */
  ask: (question: Question) => ArmResponse;
}

/** A request as it was received, its path not yet understood. */
export type ReceivedRequest = Omit<ArmRequest, 'params' | 'ask'>;

export interface Question {
  method: string;
  /** Path of a resource, without a query. */
  path: string;
  body?: JsonObject;
  /** As the client would send it; default: as this request. */
  apiVersion?: string;
}

export interface ArmResponse {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A path parameter that the route guarantees. */
export function param(request: ArmRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}

/** The value of `$name` in the query, whatever its case. */
export function queryOption(request: ArmRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of request.query) if (key.toLowerCase() === wanted) return value;
  return undefined;
}

export function apiVersion(request: ArmRequest): string {
  return request.query.get('api-version') ?? '';
}

export function ok(body: unknown, headers: Record<string, string> = {}): ArmResponse {
  return { status: 200, headers, body };
}
