import type { Io } from '../io.ts';

const HIDE_CURSOR = '\u001b[?25l';
export const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

interface Terminal {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** Whether what was written can be written over. */
export function isLive({ stdout, env }: Io): boolean {
  return (stdout as Terminal).isTTY === true && env['TERM'] !== 'dumb';
}

/** As wide as a line may be: of a file or a pipe as wide as it takes. */
export function widthOf(stream: Io['stdout']): number {
  const { isTTY, columns } = stream as Terminal;
  if (!isTTY) return Infinity;
  // Some say that they are terminals, and of no size.
  return columns || 80;
}

/** Lines on a terminal that are drawn over by the next ones. */
export class Screen {
  readonly #io: Io;
  #drawn: string[] = [];

  constructor(io: Io) {
    this.#io = io;
  }

  draw(lines: string[]): void {
    const shown = this.#cut(lines);
    const rows = this.#drawn.reduce((sum, line) => sum + this.#rowsOf(line), 0);
    const back = rows === 0 ? HIDE_CURSOR : `\u001b[${rows}A\r`;
    this.#io.stdout.write(`${back}${shown.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`);
    this.#drawn = shown;
  }

  /** Leaves what was drawn last, and the cursor below it. */
  end(): void {
    if (this.#drawn.length > 0) this.#io.stdout.write(SHOW_CURSOR);
  }

  /** What has left the screen at its top cannot be drawn over. */
  #cut(lines: string[]): string[] {
    const most = Math.max(1, ((this.#io.stdout as Terminal).rows || 24) - 1);
    if (lines.length <= most) return lines;
    return [...lines.slice(0, most - 1), `… ${lines.length - most + 1} lines more`];
  }

  /** Since it was drawn the terminal may have become narrower. */
  #rowsOf(line: string): number {
    return Math.max(1, Math.ceil(plain(line).length / widthOf(this.#io.stdout)));
  }
}

function plain(line: string): string[] {
  return [...line.replace(/\u001b\[[\d;]*m/g, '')];
}
