import type { IncomingMessage } from 'node:http';

/** A request as every door of the host sees it; its body is read only by who may have it. */
export interface HostRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  /** For who hands the body on as it comes. */
  incoming: IncomingMessage;
  /** Bytes a body may have. */
  maxBody: number;
}

/** A request whose whole body is here. */
export interface ReadRequest extends HostRequest {
  body: Buffer;
}

/** An answer of the host; `headers` values may be lists, as for cookies. */
export interface HostResponse {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

export type Handler = (request: HostRequest) => Promise<HostResponse> | HostResponse;

/** What stands before the host, as App Service authentication does on Azure: answers itself, or hands the request on. */
export type Front = (request: HostRequest, host: Handler) => Promise<HostResponse> | HostResponse;

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): HostResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** A header's single value; of repeated ones the first. */
export function headerOf(request: HostRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
