import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older requests, or such of a clock that is ahead, may be somebody's who recorded them. */
const TOLERANCE_MS = 5 * 60_000;

export type Head = Record<string, string | string[] | undefined>;

/**
 * Why a request is not to be trusted; `undefined`: it is. Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, with
 * the bytes behind `whsec_`; several signatures may stand side by side while a secret is changed. `now`: milliseconds since
 * the epoch.
 */
export function whyNotTrusted(
  { head, body }: { head: Head; body: string },
  { secret, now }: { secret: string; now: number },
): string | undefined {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((part) =>
    String(head[`webhook-${part}`] ?? ''),
  );
  if (!id || !timestamp || !signatures) return 'It is not signed.';
  if (!(Math.abs(now - Number(timestamp) * 1000) <= TOLERANCE_MS)) return 'Its timestamp is not of now.';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  const isRight = signatures.split(' ').some((each) => {
    const given = Buffer.from(each.replace(/^v1,/, ''), 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
  return isRight ? undefined : 'Its signature is another secret’s.';
}
