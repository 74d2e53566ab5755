import type { Clock } from '../clock/clock.ts';
import type { Outside } from './start-world.ts';

interface Reading {
  at: number;
  arm: number;
  octopus: number;
}

const EVERY_MS = 10;

/** Reads the simulators' call counters again and again, so that calls can be told apart by when they were made. */
export class CallMeter {
  readonly #readings: Reading[] = [];
  readonly #read: () => Reading;
  readonly #timer: NodeJS.Timeout;

  constructor({ arm, octopus }: Outside, clock: Clock) {
    this.#read = () => ({ at: clock.now(), arm: sum(arm.calls()), octopus: sum(octopus.calls()) });
    this.#readings.push(this.#read());
    this.#timer = setInterval(() => this.#readings.push(this.#read()), EVERY_MS);
  }

  /** Calls made from one moment to another (milliseconds of the simulators' clock); to now without the second. */
  between(from: number, to = Number.POSITIVE_INFINITY): { arm: number; octopus: number } {
    const first = this.#before(from);
    const last = to === Number.POSITIVE_INFINITY ? this.#read() : this.#before(to);
    return { arm: last.arm - first.arm, octopus: last.octopus - first.octopus };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #before(time: number): Reading {
    return this.#readings.findLast((reading) => reading.at < time) ?? { at: 0, arm: 0, octopus: 0 };
  }
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}
