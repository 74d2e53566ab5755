import type { CallBudget } from '../ports/scale-sets.ts';

/** The part of a header collection that is needed here. */
export interface ReadableHeaders {
  get(name: string): string | undefined;
}

/** What an answer says about the calls left and the wait asked for; either may be missing. */
export function budgetOf(headers: ReadableHeaders, now: number): CallBudget {
  const remaining = remainingCalls(headers.get('x-ms-ratelimit-remaining-resource'));
  const retryAfterSeconds = waitAsked(headers, now);
  return {
    ...(remaining === undefined ? {} : { remaining }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** `Microsoft.Compute/A;2399,Microsoft.Compute/B;35` → 35: the bucket that runs dry first is the one that counts. */
function remainingCalls(header: string | undefined): number | undefined {
  const counts = (header ?? '')
    .split(',')
    .map((bucket) => Number.parseInt(bucket.split(';')[1] ?? '', 10))
    .filter((count) => Number.isFinite(count));
  return counts.length > 0 ? Math.max(0, Math.min(...counts)) : undefined;
}

function waitAsked(headers: ReadableHeaders, now: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms') ?? headers.get('x-ms-retry-after-ms');
  if (milliseconds && Number(milliseconds) >= 0) return Number(milliseconds) / 1000;
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - now) / 1000));
}
