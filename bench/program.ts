/** The side of a program of this folder that `child.ts` started. */

/** What the program was started with. */
export function input<T>(): T {
  return JSON.parse(process.argv[2] ?? 'null') as T;
}

export function tellReady(ready: unknown): void {
  process.send?.({ ready });
}

export function tellResult(result: unknown): void {
  // Without the line to its parent nothing keeps a program that has done its work.
  process.send?.({ result: result ?? null }, () => process.disconnect());
}

/** Resolves when the program is asked to stop. */
export function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (message === 'stop') resolve();
    });
  });
}

/** The most memory this process ever held, in MiB. */
export function peakMemoryMib(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
