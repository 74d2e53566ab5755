/**
 * Whether a fleet's turn to be reconciled came after `since` and not after `until` (milliseconds since the epoch). Each
 * fleet has one turn a period, at a moment that its name alone decides: a thousand fleets are spread evenly over the period
 * and not all asked at once, and whatever was lost is made good within one period.
 */
export function hasItsTurn(
  fleet: string,
  { since, until }: { since: number; until: number },
  periodMs: number,
): boolean {
  const offset = hashOf(fleet) % periodMs;
  const latest = Math.floor((until - offset) / periodMs) * periodMs + offset;
  return latest > since;
}

/** FNV-1a, 32 bits, mixed once more: names that differ in a digit at the end land far apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
