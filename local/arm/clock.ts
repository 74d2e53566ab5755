/** What the simulator needs of a clock: milliseconds since the Unix epoch, and a wake-up that can be cancelled. */
export interface Clock {
  now(): number;
  at(time: number, wake: () => void): () => void;
}
