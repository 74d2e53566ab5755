import type { LogEntry } from '../app-model/invoker.ts';
import type { Clock } from './clock.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** How often something is tried that fails though the store works: it would fail for ever. */
const MOST_ATTEMPTS = 8;

/** Codes of SQLite that say that the data does not fit, not that the store is out of order. */
const UNFIT: ReadonlySet<number> = new Set([18, 19, 20, 25]);

export interface RetriesOptions {
  clock: Clock;
  log: (entry: LogEntry) => void;
}

/** What failed, and how it is done again. */
export interface Failed {
  /** Who or what, for people too. */
  key: string;
  error: unknown;
  again: () => void;
}

/**
 * Does again what could not be made durable, after a pause that grows with each failure in a row, up to a minute; every
 * failure is logged. As long as the store is out of order it goes on: giving up would strand what was begun.
 */
export class Retries {
  readonly #options: RetriesOptions;
  readonly #failures = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();
  #stopped = false;

  constructor(options: RetriesOptions) {
    this.#options = options;
  }

  /** Whether it failed so often for a reason of its own that it has to be given up; its count starts anew. */
  isHopeless(key: string, error: unknown): boolean {
    if (isStoreOutOfOrder(error) || (this.#failures.get(key) ?? 0) + 1 < MOST_ATTEMPTS) return false;
    this.#failures.delete(key);
    return true;
  }

  /** One retry waits for each key: a second failure before it changes nothing. */
  later({ key, error, again }: Failed): void {
    if (this.#stopped) return;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
    this.#failures.set(key, failures);
    this.#options.log({
      level: 'critical',
      message: `${key}: failed ${failures} time(s) in a row, tried again in ${pause / 1000} s: ${textOf(error)}`,
    });
    if (this.#waiting.has(key)) return;
    const { clock } = this.#options;
    const cancel = clock.at(clock.now() + pause, () => {
      this.#waiting.delete(key);
      if (!this.#stopped) again();
    });
    this.#waiting.set(key, cancel);
  }

  /** It has gone well; said once when it had failed before. */
  succeeded(key: string): void {
    const failures = this.#failures.get(key);
    if (failures === undefined) return;
    this.#failures.delete(key);
    this.#options.log({ level: 'warning', message: `${key}: went well after ${failures} failure(s)` });
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}

/** Busy, full, unreadable …: errors that pass when the disk or whoever holds the file lets go. */
function isStoreOutOfOrder(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' && !UNFIT.has(code & 0xff);
}

export function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
