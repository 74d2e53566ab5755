/** The time as this host needs it; milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Calls `wake` once as soon as `now() >= time`; the result cancels it. */
  at(time: number, wake: () => void): () => void;
}
