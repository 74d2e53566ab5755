import type { Change } from './records.ts';

const SHORTEST_POLL_MS = 100;

export interface QueueDelaysOptions {
  /** The longest pause between two looks into a queue that is empty. */
  maxPollingMs: number;
  /** How long what a dead host has taken from a queue stays invisible to the next one. */
  visibilityTimeoutMs: number;
  now: () => number;
}

/**
 * Imitates the queues of the Azure Storage provider, for tests: a client's message, written by an instance that does not own
 * the partition, is found at the owner's next look, and the looks at an idle hub become rarer.
 */
export class QueueDelays {
  readonly #options: QueueDelaysOptions;
  #lastWork: number;

  constructor(options: QueueDelaysOptions) {
    this.#options = options;
    this.#lastWork = options.now();
  }

  get visibilityTimeoutMs(): number {
    return this.#options.visibilityTimeoutMs;
  }

  /** Something was found and done: the looks begin to come quickly again. */
  worked(): void {
    this.#lastWork = this.#options.now();
  }

  /** The same change, with messages that are found when the next look comes. */
  sentByClient(change: Change): Change {
    const dueAt = this.#nextLook();
    return { ...change, messages: (change.messages ?? []).map((message) => ({ ...message, dueAt })) };
  }

  #nextLook(): number {
    const { maxPollingMs, now } = this.#options;
    let look = this.#lastWork;
    for (let pause = SHORTEST_POLL_MS; look < now(); pause = Math.min(pause * 2, maxPollingMs)) look += pause;
    return look;
  }
}
