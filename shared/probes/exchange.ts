import {
  type ClientRequest,
  type IncomingMessage,
  request as requestHttp,
  type RequestOptions,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Reply } from '../ports/probes.ts';
import { guardedLookup, type IsForbidden } from './forbidden-addresses.ts';

/** Where a host is really reached; `undefined`: as it says. The request stays the same, its `Host` included. */
export type Reach = (host: string, port: number) => { host: string; port: number } | undefined;

export interface Exchange {
  url: string;
  timeoutSeconds: number;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  mostBytes: number;
  reach: Reach;
  isForbidden: IsForbidden;
}

/** As a reply, with what else is known of an answer. */
export type Heard =
  | Exclude<Reply, { of: 'answer' }>
  | (Extract<Reply, { of: 'answer' }> & {
      /** There was more of it than was wanted. */
      isCut: boolean;
      retryAfter?: string | undefined;
    });

/** One request and its answer; resolves whatever happens, within the time-out. */
export function exchange(asked: Exchange): Promise<Heard> {
  const url = URL.parse(asked.url);
  const wrong = whyNot(url, asked.isForbidden);
  if (!url || wrong !== undefined) return Promise.resolve({ of: 'unasked', why: wrong ?? 'no address' });
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(asked.timeoutSeconds * 1000);
    const fail = (error: Error) => resolve(signal.aborted ? tooLate(asked) : replyTo(error));
    try {
      const request = begun(url, asked, signal);
      request.once('response', (response) => {
        readBeginning(response, asked.mostBytes).then(
          (beginning) => resolve({ ...headOf(response), ...beginning }),
          fail,
        );
      });
      request.once('error', fail);
      request.end(asked.body);
    } catch (error) {
      fail(error as Error);
    }
  });
}

function headOf({ statusCode = 0, headers }: IncomingMessage) {
  return { of: 'answer' as const, status: statusCode, retryAfter: headers['retry-after'] };
}

/** Credentials in an address would be sent, logged and shown. */
function whyNot(url: URL | null, isForbidden: IsForbidden): string | undefined {
  if (!url || !/^https?:$/.test(url.protocol)) return 'it is no http or https address';
  if (url.username || url.password) return 'its address holds a user or a password';
  const host = bare(url.hostname);
  return isForbidden(host) ? `${host} is an address that may not be asked` : undefined;
}

function begun(url: URL, asked: Exchange, signal: AbortSignal): ClientRequest {
  const isSecure = url.protocol === 'https:';
  const host = bare(url.hostname);
  const port = Number(url.port) || (isSecure ? 443 : 80);
  const to = asked.reach(host, port) ?? { host, port };
  const length = asked.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(asked.body)) };
  const options: RequestOptions & { servername?: string } = {
    ...{ host: to.host, port: to.port, method: asked.method, path: `${url.pathname}${url.search}`, signal },
    headers: { ...asked.headers, ...length, host: url.host },
    // A connection of its own each time: what is asked is whether one can be made.
    agent: false,
    lookup: guardedLookup(asked.isForbidden),
    // Of what the other side may say before its body.
    maxHeaderSize: 16 * 1024,
    ...(isSecure && !isAddress(host) ? { servername: host } : {}),
  };
  return isSecure ? requestHttps(options) : requestHttp(options);
}

function isAddress(host: string): boolean {
  return /^[\d.]+$|:/.test(host);
}

/** `[::1]` is written with brackets in addresses only. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** As much of the body as is wanted; then the line is cut, however much there is to come. */
async function readBeginning(
  response: IncomingMessage,
  mostBytes: number,
): Promise<{ body: string; isCut: boolean }> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    if (mostBytes === 0) return { body: '', isCut: false };
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.length;
      if (size > mostBytes) break;
    }
    const body = Buffer.concat(pieces).subarray(0, mostBytes).toString();
    return { body, isCut: size > mostBytes };
  } finally {
    response.destroy();
  }
}

function tooLate({ timeoutSeconds }: Exchange): Heard {
  return { of: 'silence', why: `did not answer within ${timeoutSeconds} seconds` };
}

/** They say that nobody there was asked. */
const UNASKED: Record<string, string> = {
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name could not be looked up',
  ENETUNREACH: 'there is no way to its network',
  EHOSTUNREACH: 'there is no way to it',
  EACCES: 'this machine may not connect to it',
  EPERM: 'this machine may not connect to it',
  EADDRNOTAVAIL: 'this machine has no address or port left to ask from',
  EMFILE: 'this machine has too many connections open',
  FORBIDDEN: 'its name leads to an address that may not be asked',
  ERR_INVALID_URL: 'it is no http or https address',
  ERR_UNESCAPED_CHARACTERS: 'its address holds characters that must be escaped',
  ERR_INVALID_CHAR: 'what is to be sent cannot be',
};
const SILENCE: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  ETIMEDOUT: 'did not answer the connection',
};
/** OpenSSL's and Node's own names of what is wrong with a certificate. */
const CERTIFICATE = /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_|^CRL_/;

/** Told by codes only: the texts of errors quote what was sent. */
function replyTo(error: Error): Exclude<Heard, { of: 'answer' }> {
  const { code = 'no reason given' } = error as { code?: string };
  const unasked = UNASKED[code];
  if (unasked !== undefined) return { of: 'unasked', why: unasked };
  if (CERTIFICATE.test(code)) return { of: 'unasked', why: `its certificate is not trusted (${code})` };
  return { of: 'silence', why: SILENCE[code] ?? `gave no answer in HTTP (${code})` };
}
