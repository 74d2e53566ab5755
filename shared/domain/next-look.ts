/** What the looks so far showed of the way to `goal` finished instances. Times in milliseconds. */
export interface Progress {
  samples: Sample[];
  goal: number;
  /** Tokens left in ARM's scarcest bucket, and how long ARM asked us to wait. */
  remainingCalls?: number;
  retryAfterSeconds?: number;
}

interface Sample {
  at: number;
  finished: number;
}

/** ARM refills a scale set's list bucket with 10 calls a minute (published throttling limits): never sooner for long. */
const SOONEST = 6;
const LATEST = 60;
/** Nothing has become ready yet: VMs take at least this long from one look to the next to be worth a call. */
const UNKNOWN_PACE = 45;
/** So near the end the prediction is good enough to look right behind it. */
const NEAR = 18;
/** Below this many tokens the bucket is left to refill. */
const SCARCE = 8;

/**
 * Seconds until the next look: long while the end is far, right behind the predicted end when it is near, ever longer
 * while nothing moves (a straggler may take an hour), never against the rate limits.
 */
export function secondsToNextLook(progress: Progress): number {
  const wanted = clamp(
    Math.max(byPace(progress), Math.ceil(stalledFor(progress.samples) / 2)),
    SOONEST,
    LATEST,
  );
  const spared = (progress.remainingCalls ?? SCARCE) < SCARCE ? Math.max(wanted, LATEST / 2) : wanted;
  return Math.max(spared, progress.retryAfterSeconds ?? 0);
}

/** The pace is taken over the whole way, from the last look before anything finished: that is the steadiest guess. */
function byPace({ samples, goal }: Progress): number {
  const last = samples.at(-1);
  const start = samples.findLast(({ finished }) => finished === samples[0]?.finished);
  // Only the extras that are being deleted, or the scale set itself, are still waited for.
  if (last && last.finished >= goal) return SOONEST;
  if (!last || !start || last.finished <= start.finished) return UNKNOWN_PACE;
  const done = last.finished - start.finished;
  const share = done / (goal - start.finished);
  const whole = seconds(start, last) / share;
  const left = whole * (1 - share);
  if (left <= NEAR) return Math.ceil(left) + 1;
  // If instances finish at random, the end may well come this much sooner: land before it and predict again.
  const error = whole * Math.sqrt((1 - share) / done);
  return Math.ceil(Math.max(left - error, left / 2));
}

function stalledFor(samples: Sample[]): number {
  const last = samples.at(-1);
  const since = samples.find(({ finished }) => finished === last?.finished);
  return last && since ? Math.ceil(seconds(since, last)) : 0;
}

function seconds(from: Sample, to: Sample): number {
  return Math.max(1, (to.at - from.at) / 1000);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
