import type { Readable, Writable } from 'node:stream';

/** What the program is connected to; in a test to something else than its process. */
export interface Io {
  /** Data. */
  stdout: Writable;
  /** What is said to people beside the data. */
  stderr: Writable;
  stdin?: Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };
  env: Record<string, string | undefined>;
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

export function say(stream: Writable, text: string): void {
  stream.write(`${text}\n`);
}
