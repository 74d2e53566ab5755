/** An hour is the most that somebody is left alone for, whatever they ask. */
const LONGEST_SECONDS = 3600;

/** `Retry-After` in seconds from now, in both of its forms (RFC 9110, 10.2.3). `now`: milliseconds since the epoch. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, seconds), LONGEST_SECONDS);
}
