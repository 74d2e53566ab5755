import type { Clock } from '../../../local/arm/clock.ts';

/** A clock that stands still until it is moved, and then rings in order, all at once. */
export class StoryClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #alarms = new Map<symbol, { time: number; wake: () => void }>();

  now(): number {
    return this.#now;
  }

  at(time: number, wake: () => void): () => void {
    const key = Symbol('alarm');
    this.#alarms.set(key, { time, wake });
    return () => this.#alarms.delete(key);
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#alarms.delete(next.key);
      this.#now = Math.max(this.#now, next.time);
      next.wake();
    }
    this.#now = end;
  }

  #next(end: number): { key: symbol; time: number; wake: () => void } | undefined {
    const due = [...this.#alarms].filter(([, { time }]) => time <= end);
    const first = due.sort(([, a], [, b]) => a.time - b.time)[0];
    return first && { key: first[0], ...first[1] };
  }
}
