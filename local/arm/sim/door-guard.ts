import type { IncomingHttpHeaders } from 'node:http';

import { ArmError } from '../errors.ts';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/i;
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/**
 * Keeps web pages out of the side door. A page cannot send JSON to another origin without being asked first, and a name
 * that was rebound to this machine is told by its `Host`.
 */
export function requireTrustedCaller(
  { method, text }: { method: string; text: string },
  headers: IncomingHttpHeaders,
): void {
  if (!LOOPBACK.test(headers.host ?? ''))
    throw refused(
      403,
      `The side door answers only requests to this machine's own address, not to '${headers.host}'.`,
    );
  if (method === 'GET' && text === '') return;
  if (method === 'DELETE' && text === '') return;
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    throw refused(415, 'The side door takes only JSON: send the header content-type: application/json.');
}

function refused(status: number, message: string): ArmError {
  return new ArmError(status, 'SimDoorRefused', message);
}
