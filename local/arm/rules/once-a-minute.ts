import type { Clock } from '../clock.ts';
import { MINUTE } from '../times.ts';

/** What is done once a minute, on the minute, while anything asks for it. */
export class OnceAMinute {
  readonly #clock: Clock;
  readonly #what: { wanted: () => boolean; round: () => void };
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, what: { wanted: () => boolean; round: () => void }) {
    this.#clock = clock;
    this.#what = what;
  }

  /** Call whenever it may have come to be wanted, or not to be any more. */
  wake(): void {
    if (!this.#what.wanted()) return this.stop();
    this.#cancel ??= this.#clock.at(nextMinute(this.#clock.now()), () => {
      this.#cancel = undefined;
      this.#what.round();
      this.wake();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

function nextMinute(now: number): number {
  return (Math.floor(now / MINUTE) + 1) * MINUTE;
}
