import type { Clock } from './clock.ts';

/** A part of a virtual-time run: time stands still while any part is busy. */
export interface Participant {
  isBusy(): boolean;
}

interface Alarm {
  time: number;
  order: number;
  wake: () => void;
}

/**
 * A clock that stands still until every participant is idle and then jumps to the next alarm,
 * so that days pass in milliseconds and every run takes the same course.
 */
export class VirtualClock implements Clock {
  readonly #alarms = new Set<Alarm>();
  readonly #participants = new Set<Participant>();
  #now: number;
  #order = 0;

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, wake: () => void): () => void {
    const alarm = { time, order: this.#order++, wake };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Time waits for this participant; the result takes it out again. */
  join(participant: Participant): () => void {
    this.#participants.add(participant);
    return () => this.#participants.delete(participant);
  }

  /** Lets time pass until `done()` holds; throws when virtual time would go beyond `limit`. */
  async runUntil(done: () => boolean | Promise<boolean>, limit = this.#now + 7 * 86_400_000): Promise<void> {
    for (;;) {
      await this.#settle();
      if (await done()) return;
      const next = this.#next();
      if (!next)
        throw new Error('virtual time has nothing left to wait for, and the condition does not hold');
      if (next.time > limit)
        throw new Error(`the condition does not hold by ${new Date(limit).toISOString()}`);
      this.#ring(next);
    }
  }

  /** Lets exactly `milliseconds` of virtual time pass. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.#settle();
    for (let next = this.#next(); next && next.time <= end; next = this.#next()) {
      this.#ring(next);
      await this.#settle();
    }
    this.#now = end;
  }

  #ring(alarm: Alarm): void {
    this.#alarms.delete(alarm);
    this.#now = Math.max(this.#now, alarm.time);
    alarm.wake();
  }

  #next(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (!first || alarm.time < first.time || (alarm.time === first.time && alarm.order < first.order))
        first = alarm;
    }
    return first;
  }

  /** Idle must be seen twice in a row: between two turns a reply may still be on its way. */
  async #settle(): Promise<void> {
    let calm = 0;
    while (calm < 2) {
      await new Promise((resolve) => setImmediate(resolve));
      calm = [...this.#participants].some((participant) => participant.isBusy()) ? 0 : calm + 1;
    }
  }
}
