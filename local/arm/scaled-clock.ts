import type { Clock } from './clock.ts';

/** Node's timers overflow above this many milliseconds and fire at once. */
const LONGEST_TIMER = 2_147_483_647;

/** A clock that runs `scale` times as fast as the wall clock; for the program on its own. */
export function scaledClock(scale: number): Clock {
  const origin = Date.now();
  const now = () => origin + (Date.now() - origin) * scale;
  return {
    now,
    at(time, wake) {
      let handle: NodeJS.Timeout;
      const wait = () => {
        const left = Math.max(0, Math.ceil((time - now()) / scale));
        handle = setTimeout(() => (now() >= time ? wake() : wait()), Math.min(left, LONGEST_TIMER));
      };
      wait();
      return () => clearTimeout(handle);
    },
  };
}
