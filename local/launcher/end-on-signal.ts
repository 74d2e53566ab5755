/** Longer than an orderly stop may take: whatever hangs then, the process ends. */
const LONGEST_STOP_MS = 15_000;

/** Stops in order at SIGINT or SIGTERM and ends the process; at a second signal at once. */
export function endOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
      setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
      stop().then(() => process.exit(0), failed);
    });
  }
}

function failed(error: unknown): void {
  console.error('Not stopped in order:', error);
  process.exit(1);
}
