import type { StoreFault } from '../../local/host/start-host.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { DISK_FULL, type World } from '../support/world.ts';
import type { Household } from './town.ts';

/** All that a happening may touch. */
export interface Stage {
  world: World;
  households: Household[];
  draw: Draw;
  killer: Killer;
  disk: Disk;
  /** Fleets whose orchestration an operator has suspended, and since when (milliseconds since the epoch). */
  suspended: Map<string, number>;
  /** When which target was disabled (milliseconds since the epoch), oldest first. */
  disablings: { id: string; at: number }[];
  /** What is to follow something as soon as it can; each says when it has. */
  sequels: (() => boolean)[];
  /** What happened, newest last, for people. */
  told: string[];
}

/** Something that may happen; answers what it did, or nothing when it was not possible at the moment. */
export type Happening = (stage: Stage) => string | undefined | Promise<string | undefined>;

/** Draws that are the same for the same seed. */
export class Draw {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** From `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  of<T>(items: readonly T[]): T | undefined {
    return items[this.int(0, items.length - 1)];
  }

  /** One of them, the more often the larger its weight. */
  weighted<T extends { weight: number }>(items: readonly T[]): T {
    const sum = items.reduce((total, { weight }) => total + weight, 0);
    let left = this.#next() * sum;
    const found = items.find(({ weight }) => (left -= weight) < 0);
    if (!found) throw new Error('nothing to draw from');
    return found;
  }
}

/** The disk under the orchestrations' store; until a time (milliseconds since the epoch) nothing can be written to it. */
export class Disk {
  fullUntil = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly isFull = (): boolean => this.#now() < this.fullUntil;

  readonly fault: StoreFault = (moment) => {
    if (moment !== 'commit' || !this.isFull()) return;
    throw Object.assign(new Error(DISK_FULL), { errcode: 13 });
  };
}

/** Kills the process when so many more durable moments have passed. */
export class Killer {
  /** 0: never. */
  after = 0;

  readonly onMoment = (): 'crash' | undefined => {
    if (this.after === 0) return undefined;
    this.after -= 1;
    return this.after === 0 ? 'crash' : undefined;
  };
}
