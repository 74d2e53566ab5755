import type { ServerResponse } from 'node:http';

import { ArmError } from '../errors.ts';
import type { ArmResponse } from './messages.ts';

/** An answer as it goes over the wire. */
export interface Written {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Writes an answer out; done before anything is committed, since what cannot be written must not have happened. */
export function written({ status, headers, body }: ArmResponse): Written {
  const text = body === undefined ? '' : JSON.stringify(body);
  return {
    status,
    text,
    headers: {
      'cache-control': 'no-cache',
      ...(text !== '' && { 'content-type': 'application/json; charset=utf-8' }),
      ...(status !== 204 && { 'content-length': String(Buffer.byteLength(text)) }),
      ...sendable(headers ?? {}),
    },
  };
}

export function send(response: ServerResponse, { status, headers, text }: Written): void {
  response.writeHead(status, headers);
  // Plain ASCII, which nearly every answer is, need not be encoded: that costs as much as the rest of a long list.
  const isAscii = Number(headers['content-length']) === text.length;
  response.end(text, isAscii ? 'latin1' : 'utf8');
}

/** Headers carry visible ASCII only; anything else goes percent-encoded, as it does in URLs. */
function sendable(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.toWellFormed().replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character)),
    ]),
  );
}

/** What a failed request is answered with. */
export function errorResponse(error: unknown): ArmResponse {
  if (error instanceof ArmError)
    return { status: error.status, headers: error.extras.headers ?? {}, body: error.body() };
  const internal = new ArmError(
    500,
    'InternalServerError',
    'Encountered internal server error. Diagnostic information: the simulator has a defect; see its log.',
  );
  return { status: 500, body: internal.body() };
}
