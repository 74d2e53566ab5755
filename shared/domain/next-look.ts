/** What is known of the way to `goal` finished instances. Times in milliseconds. */
export interface Progress {
  startedAt: number;
  now: number;
  /** When each of those that finished did so, as Azure tells. */
  finishedAt: number[];
  goal: number;
  /** More are listed than will stay: when these are gone, others are only settling, so no second counts yet. */
  hasExtras?: boolean;
  /** Those that are still to come were made already, and are only settling: that takes seconds, at no pace. */
  onlySettling?: boolean;
  /** Tokens left in ARM's scarcest bucket, and how long ARM asked us to wait. */
  remainingCalls?: number;
  retryAfterSeconds?: number;
}

/** ARM refills a scale set's list bucket with 10 calls a minute (published throttling limits): never sooner for long. */
const SOONEST = 4;
const SETTLING = 10;
const WITH_EXTRAS = 25;
const LATEST = 60;
/** Nothing has become ready yet: VMs take at least this long to be worth a call, and many take longer than few. */
const UNKNOWN_PACE = 45;
const UNKNOWN_PACE_OF_MANY = 100;
const MANY = 30;
/** When the prediction is so good, the next look is right behind the end; else it lands before it and predicts again. */
const GOOD_PREDICTION = 5;
const BEHIND_THE_END = 1.5;
const CAUTION = 1.3;
/** Below this many tokens the bucket is left to refill. */
const SCARCE = 8;
/** Whatever a good answer asks for beside. */
const LONGEST_ASKED = 5 * 60;

/**
 * Seconds until the next look: long while the end is far, right behind the predicted end when it is near, ever longer
 * while nothing moves (a straggler may take an hour), never against the rate limits.
 */
export function secondsToNextLook(progress: Progress): number {
  const wanted = Math.max(secondsByPace(progress), progress.hasExtras ? WITH_EXTRAS : 0);
  const spared = (progress.remainingCalls ?? SCARCE) < SCARCE ? Math.max(wanted, LATEST / 2) : wanted;
  return Math.max(spared, Math.min(progress.retryAfterSeconds ?? 0, LONGEST_ASKED));
}

function secondsByPace(progress: Progress): number {
  const { startedAt, now, goal } = progress;
  const finished = [...progress.finishedAt].sort((a, b) => a - b);
  const [first, last] = [finished.at(0), finished.at(-1)];
  const waited = (now - (last ?? startedAt)) / 1000;
  if (progress.onlySettling) return clamp(waited / 2, SETTLING, LATEST);
  // Only the extras that are being taken away, or the scale set itself, are still waited for.
  if (finished.length >= goal) return clamp(waited / 2, SOONEST, LATEST);
  if (first === undefined || last === undefined || last <= first)
    return Math.max(goal >= MANY ? UNKNOWN_PACE_OF_MANY : UNKNOWN_PACE, clamp(waited / 2, 0, LATEST));
  return clamp(Math.max(secondsToEnd(finished, { goal, now }), waited / 2), SOONEST, LATEST);
}

/** The pace is taken over the whole way, from the first that finished: that is the steadiest guess. */
function secondsToEnd(finished: number[], { goal, now }: { goal: number; now: number }): number {
  const [first = now, last = now] = [finished.at(0), finished.at(-1)];
  const done = finished.length;
  const whole = ((last - first) / 1000) * ((goal - 1) / (done - 1));
  const left = (first - now) / 1000 + whole;
  // If instances finish at random, the end may well come this much sooner or later.
  const error = whole * Math.sqrt((1 - done / goal) / done);
  if (error <= GOOD_PREDICTION) return left + BEHIND_THE_END;
  return Math.max(left - CAUTION * error, left / 2);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
