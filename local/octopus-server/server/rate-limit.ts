import { tooManyRequests } from '../errors.ts';

export interface RateLimit {
  perMinute: number;
  burst: number;
}

/** A token bucket per user, its level worked out from the instant at which it was last used. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #buckets = new Map<string, { level: number; at: number }>();

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** Takes a token and returns the advisory headers; throws a 429 when there is none. */
  take(user: string, now: number): Record<string, string> {
    const { perMinute, burst } = this.#limit;
    const bucket = this.#buckets.get(user) ?? { level: burst, at: now };
    const level = Math.min(burst, bucket.level + ((now - bucket.at) / 60_000) * perMinute);
    if (level < 1) throw tooManyRequests(Math.ceil(((1 - level) * 60) / perMinute));
    this.#buckets.set(user, { level: level - 1, at: now });
    const refill = Math.ceil(((burst - level + 1) * 60) / perMinute);
    return {
      'Octopus-RateLimit-Policy': `l=${burst};rpm=${perMinute}`,
      'Octopus-RateLimit': `r=${Math.floor(level - 1)};t=${refill}`,
    };
  }
}
