import { createHmac } from 'node:crypto';
import type { Question } from '../ports/probes.ts';

const ENCODED = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/**
 * The head of a question in the form of Standard Webhooks 1.0 (standardwebhooks.com), for which there are libraries to
 * check it with: who asks what, when, and HMAC-SHA256 over `id.timestamp.body`.
 */
export function signedHead({ id, at, body, signWith }: Question): Record<string, string> {
  const timestamp = String(Math.floor(Date.parse(at) / 1000));
  const head = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (signWith === undefined) return head;
  const signature = createHmac('sha256', keyOf(signWith))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return { ...head, 'webhook-signature': `v1,${signature}` };
}

/** The specification's form of a secret is base64 after `whsec_`; any other text is the key itself. */
function keyOf(secret: string): Buffer {
  const encoded = ENCODED.exec(secret.trim())?.[1];
  return encoded === undefined ? Buffer.from(secret) : Buffer.from(encoded, 'base64');
}
