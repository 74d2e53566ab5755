import type { Tools } from '../commands/tools.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../io.ts';
import { LOOK_EVERY_MS, patient } from './patient.ts';
import { type Picture, pictureLines } from '../show/picture.ts';
import { changeLines } from '../show/tree.ts';
import { painter } from '../show/state.ts';
import { isLive, Screen, widthOf } from './screen.ts';

/** Ages go on between two looks. */
const DRAW_EVERY_MS = 1000;

export interface Watched<T> {
  look: () => Promise<T>;
  picture: (seen: T) => Picture;
  /** For programs. */
  inShort: (seen: T) => unknown;
  /** What it ends with, once it is over. */
  exitOf: (seen: T) => number | undefined;
  timeoutSeconds: number | undefined;
}

/** Looks until it is over or the time is: draws on a terminal, and tells changes in lines elsewhere. */
export async function watch<T>(tools: Tools, watched: Watched<T>): Promise<void> {
  const { io, end } = tools;
  const until = io.now() + (watched.timeoutSeconds ?? Infinity) * 1000;
  const teller = tellerOf(tools, watched);
  const look = patient(tools, watched.look);
  try {
    for (;;) {
      const seen = await look();
      await teller.tell(seen);
      const exit = watched.exitOf(seen);
      if (exit !== undefined) return end(exit);
      if (io.now() >= until) return end(EXIT.stillRunning);
      await teller.pass(seen);
    }
  } finally {
    teller.end();
  }
}

interface Teller<T> {
  tell(seen: T): void | Promise<void>;
  pass(seen: T): Promise<void>;
  end(): void;
}

function tellerOf<T>(tools: Tools, watched: Watched<T>): Teller<T> {
  const { io, format } = tools;
  if (format() === 'text' && isLive(io)) return drawing(tools, watched);
  const linesOf = (seen: T) =>
    format() === 'text' ? changeLines(watched.picture(seen).tree) : [JSON.stringify(watched.inShort(seen))];
  return inLines(tools, linesOf);
}

function drawing<T>({ io }: Tools, { picture }: Watched<T>): Teller<T> {
  const screen = new Screen(io);
  const paint = painter(io.stdout);
  const draw = (seen: T) =>
    screen.draw(pictureLines(picture(seen), { now: io.now(), width: widthOf(io.stdout), paint }));
  return {
    tell: draw,
    async pass(seen) {
      for (let passed = 0; passed < LOOK_EVERY_MS; passed += DRAW_EVERY_MS) {
        if (passed > 0) draw(seen);
        await io.pause(DRAW_EVERY_MS);
      }
    },
    end: () => screen.end(),
  };
}

function inLines<T>({ io }: Tools, linesOf: (seen: T) => string[]): Teller<T> {
  let said: string[] = [];
  return {
    tell(seen) {
      const lines = linesOf(seen);
      for (const line of lines) if (!said.includes(line)) say(io.stdout, line);
      said = lines;
    },
    pass: () => io.pause(LOOK_EVERY_MS),
    end: () => undefined,
  };
}
