import type { RpcCookie, RpcHttp, TypedData } from '../app-model/rpc-types.ts';
import type { HostRequest, HostResponse } from './exchange.ts';

/** The request as the worker hands it to `@azure/functions`. The query is left in the address, where it is whole. */
export function toRpcRequest(request: HostRequest, parameters: Record<string, string>): TypedData {
  const nullableHeaders: Record<string, { value: string }> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !name.startsWith(':'))
      nullableHeaders[name] = { value: Array.isArray(value) ? value.join(', ') : value };
  const nullableParams: Record<string, { value: string }> = {};
  for (const [name, value] of Object.entries(parameters)) nullableParams[name] = { value };
  const http: RpcHttp = { method: request.method, url: request.url.href, nullableHeaders, nullableParams };
  if (request.body.length > 0) http.body = { bytes: request.body };
  return { http };
}

/** What the function answered; a function that answers nothing means 204. */
export function fromRpcResponse(data: TypedData | null | undefined): HostResponse {
  const http = data?.http;
  if (!http) return { status: 204 };
  const body = http.body?.bytes ?? http.body?.string ?? '';
  return { status: Number(http.statusCode ?? 200), headers: responseHeaders(http), body };
}

function responseHeaders({ headers = {}, cookies = [] }: RpcHttp): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (!/^(content-length|transfer-encoding|connection)$/i.test(name)) result[name] = value;
  if (cookies.length > 0) result['set-cookie'] = cookies.map(cookieText);
  return result;
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
