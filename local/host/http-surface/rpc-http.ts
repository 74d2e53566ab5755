import type { RpcCookie, RpcHttp, TypedData } from '../app-model/rpc-types.ts';
import type { ProxiedAnswer } from '../app-model/http-proxy.ts';
import type { HostRequest, HostResponse, ReadRequest } from './exchange.ts';

/** The request as the worker hands it to `@azure/functions`. Parameters of one name are one, joined with commas. */
export function toRpcRequest(request: ReadRequest, parameters: Record<string, string>): TypedData {
  const query = new Map<string, string>();
  for (const [name, value] of request.url.searchParams)
    query.set(name, query.has(name) ? `${query.get(name)},${value}` : value);
  const http: RpcHttp = {
    method: request.method,
    url: request.url.href,
    nullableHeaders: nullable(Object.entries(headersOf(request))),
    nullableParams: nullable(Object.entries(parameters)),
    nullableQuery: nullable(query),
  };
  if (request.body.length > 0) http.body = { bytes: request.body };
  return { http };
}

/** What goes with an invocation whose request comes through the proxy. */
export function toTriggerMetadata(
  request: HostRequest,
  parameters: Record<string, string>,
): Record<string, TypedData> {
  const texts = Object.entries(parameters).map(([name, string]) => [name, { string }] as const);
  return { ...Object.fromEntries(texts), Headers: { json: JSON.stringify(headersOf(request)) } };
}

export function fromProxied({ statusCode, headers, body }: ProxiedAnswer): HostResponse {
  return { status: statusCode, headers: withoutTransport(headers), body };
}

function headersOf(request: HostRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !name.startsWith(':'))
      headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
}

function nullable(entries: Iterable<[string, string]>): Record<string, { value: string }> {
  return Object.fromEntries([...entries].map(([name, value]) => [name, { value }]));
}

/** What the function answered; a function that answers nothing means 204. */
export function fromRpcResponse(data: TypedData | null | undefined): HostResponse {
  const http = data?.http;
  if (!http) return { status: 204 };
  const body = http.body?.bytes ?? http.body?.string ?? '';
  return { status: Number(http.statusCode ?? 200), headers: responseHeaders(http), body };
}

function responseHeaders({ headers = {}, cookies = [] }: RpcHttp): Record<string, string | string[]> {
  const result = withoutTransport(headers);
  if (cookies.length > 0) result['set-cookie'] = cookies.map(cookieText);
  return result;
}

function withoutTransport(headers: Record<string, string | string[]>): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(content-length|transfer-encoding|connection|x-ms-invocation-id)$/i.test(name),
  );
  return Object.fromEntries(kept);
}

const SAME_SITE = { none: undefined, lax: 'lax', strict: 'strict', explicitNone: 'none' } as const;

function cookieText(cookie: RpcCookie): string {
  const expires = cookie.expires && new Date(cookie.expires.value.seconds * 1000).toUTCString();
  const attributes: Record<string, string | number | undefined> = {
    expires,
    'max-age': cookie.maxAge?.value,
    domain: cookie.domain?.value,
    path: cookie.path?.value,
    samesite: SAME_SITE[cookie.sameSite ?? 'none'],
  };
  const pairs = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const flags = Object.entries({ secure: cookie.secure, httponly: cookie.httpOnly }).filter(
    ([, flag]) => flag?.value,
  );
  return [
    `${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`,
    ...pairs.map(([name, value]) => `${name}=${value}`),
    ...flags.map(([name]) => name),
  ].join('; ');
}
