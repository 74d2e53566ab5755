/**
 * What tells the time and wakes at a time. All times are milliseconds since the Unix epoch.
 * The host and the simulators each declare the part of this that they need; this is the shape they all accept.
 */
export interface Clock {
  now(): number;
  /** Calls `wake` once as soon as `now() >= time`; the result cancels it. */
  at(time: number, wake: () => void): () => void;
}

/** Node's timers overflow above this many milliseconds (2^31 - 1) and fire at once. */
const LONGEST_TIMER = 2_147_483_647;

/**
 * A clock that runs `scale` times as fast as the wall clock, from `start` on.
 * `scaledClock(1)` is the real clock.
 */
export function scaledClock(scale = 1, start = Date.now()): Clock {
  const origin = Date.now();
  const now = () => start + (Date.now() - origin) * scale;
  return { now, at: (time, wake) => timerAt({ now, scale }, time, wake) };
}

function timerAt(clock: { now(): number; scale: number }, time: number, wake: () => void): () => void {
  let handle: NodeJS.Timeout;
  const arm = () => {
    const wait = Math.max(0, Math.ceil((time - clock.now()) / clock.scale));
    handle = setTimeout(() => (clock.now() >= time ? wake() : arm()), Math.min(wait, LONGEST_TIMER));
    handle.unref();
  };
  arm();
  return () => clearTimeout(handle);
}
