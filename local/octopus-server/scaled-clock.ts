import type { Clock } from './world.ts';

/** Node's timers overflow above this many milliseconds. */
const LONGEST_TIMER = 2_147_483_647;

/** A clock for the stand-alone server: `scale` times as fast as the wall clock, from `start` on. */
export function scaledClock(scale: number, start: number): Clock {
  const origin = Date.now();
  const now = () => start + (Date.now() - origin) * scale;
  const at = (time: number, wake: () => void): (() => void) => {
    let handle: NodeJS.Timeout;
    const arm = () => {
      const wait = Math.min(LONGEST_TIMER, Math.max(0, Math.ceil((time - now()) / scale)));
      handle = setTimeout(() => (now() >= time ? wake() : arm()), wait);
    };
    arm();
    return () => clearTimeout(handle);
  };
  return { now, at };
}
