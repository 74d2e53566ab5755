import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, scaledClock } from '../clock/clock.ts';

interface ClockState {
  /** Wall time and simulated time of one and the same moment, in milliseconds since the epoch. */
  wall: number;
  simulated: number;
  scale: number;
}

/**
 * The clock of a state folder: after a restart it goes on as if it had never stopped, as the world outside does.
 * Without that, a fast clock would jump back to the wall time and every durable timer would wait for hours.
 */
export function resumedClock(scale: number, stateDir: string): Clock {
  const path = join(stateDir, 'clock.json');
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ClockState) : undefined;
  const wall = Date.now();
  const simulated = before ? before.simulated + (wall - before.wall) * before.scale : wall;
  if (before?.scale !== scale) {
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(path, JSON.stringify({ wall, simulated, scale } satisfies ClockState));
  }
  return scaledClock(scale, simulated);
}
