/** What the looks so far showed of the way to `goal` finished instances. Times in milliseconds. */
export interface Progress {
  samples: { at: number; finished: number }[];
  goal: number;
  /** Tokens left in ARM's scarcest bucket, and how long ARM asked us to wait. */
  remainingCalls?: number;
  retryAfterSeconds?: number;
}

/** ARM refills a scale set's list bucket with 10 calls a minute (published throttling limits): never sooner for long. */
const SOONEST = 6;
const LATEST = 60;
/** Nothing has become ready yet: VMs take at least this long from one look to the next to be worth a call. */
const UNKNOWN_PACE = 45;
/** Below this many tokens the bucket is left to refill. */
const SCARCE = 8;

/**
 * Seconds until the next look: long while the end is far, right behind the predicted end when it is near,
 * never against the rate limits. The whole scale-out is extrapolated from the pace of the last two looks.
 */
export function secondsToNextLook(progress: Progress): number {
  const wanted = clamp(byPace(progress), SOONEST, LATEST);
  const spared = (progress.remainingCalls ?? SCARCE) < SCARCE ? Math.max(wanted, LATEST / 2) : wanted;
  return Math.max(spared, progress.retryAfterSeconds ?? 0);
}

function byPace({ samples, goal }: Progress): number {
  const last = samples.at(-1);
  const before = samples.findLast((sample) => last !== undefined && sample.finished < last.finished);
  if (!last || !before) return UNKNOWN_PACE;
  const perSecond = (last.finished - before.finished) / Math.max(1, (last.at - before.at) / 1000);
  const left = Math.ceil((goal - last.finished) / perSecond);
  return left <= LATEST / 2 ? left + 1 : Math.ceil(left / 2);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
