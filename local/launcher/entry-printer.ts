import { styleText } from 'node:util';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';

export type Style = 'green' | 'yellow' | 'red' | 'bold';

export interface Look {
  style?: Style | undefined;
  /** The reason is left out where it says nothing new. */
  withoutReason?: boolean;
}

/** Prints entries of a timeline as they come, each once: when, counted from the first, what, and why. */
export class EntryPrinter {
  readonly #print: (line: string) => void;
  readonly #lookOf: (entry: TimelineEntry) => Look;
  readonly #shown = new Set<string>();
  #begun: number | undefined;

  constructor(print: (line: string) => void, lookOf: (entry: TimelineEntry) => Look) {
    this.#print = print;
    this.#lookOf = lookOf;
  }

  show(entry: TimelineEntry): void {
    const { at, kind, message, reason } = entry;
    const key = `${at}${kind}${message}`;
    if (this.#shown.has(key)) return;
    this.#shown.add(key);
    this.#begun ??= Date.parse(at);
    const { style, withoutReason = false } = this.#lookOf(entry);
    const what = style ? styleText(style, message) : message;
    const time = styleText('dim', minutesAndSeconds(Date.parse(at) - this.#begun));
    const why = withoutReason ? '' : `\n        ${styleText('dim', `because ${reason}`)}`;
    this.#print(`${time}  ${what}${why}`);
  }
}

function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
}
