import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, scaledClock } from '../clock/clock.ts';
import { writeWhole } from './state-folder/write-whole.ts';

interface ClockState {
  /** Wall time and simulated time of one and the same moment, in milliseconds since the epoch. */
  wall: number;
  simulated: number;
  scale: number;
}

const FILE = 'clock.json';

/**
 * The clock of a state folder: after a restart it goes on as if it had never stopped, as the world outside does.
 * Without that, a fast clock would jump back to the wall time and every durable timer would wait for hours.
 */
export function resumedClock(scale: number, stateDir: string): Clock {
  const before = readClockState(stateDir);
  const wall = Date.now();
  const simulated = before ? before.simulated + (wall - before.wall) * before.scale : wall;
  if (before?.scale !== scale) {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    writeWhole(join(stateDir, FILE), JSON.stringify({ wall, simulated, scale } satisfies ClockState));
  }
  return scaledClock(scale, simulated);
}

/** What the folder says of its time; nothing when it is new. @throws Error that says what to do about a damaged file. */
export function readClockState(stateDir: string): ClockState | undefined {
  const path = join(stateDir, FILE);
  if (!existsSync(path)) return undefined;
  const state = parsed(path);
  if (state && [state.wall, state.simulated, state.scale].every(Number.isFinite) && state.scale > 0)
    return state;
  throw new Error(
    `${FILE} is damaged. Restore it from a backup (docs/backup.md); if time was never scaled, delete it.`,
  );
}

function parsed(path: string): ClockState | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ClockState;
  } catch {
    return undefined; // The caller says that it is damaged.
  }
}
