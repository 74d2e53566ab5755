import { parseArgs } from 'node:util';

export const USAGE = `npm run soak -- [--minutes 10] [--seed 1] [--chapter <seed of a chapter>]

The whole system in virtual time: several fleets, the faults of both simulators, commands of operators and kills.
Chapters follow each other until the minutes are over; the first that breaks a rule ends it, with exit code 1.
--chapter lives through one chapter again, with the seed that it printed.`;

export interface SoakFlags {
  minutes: number;
  seed: number;
  chapter: number | undefined;
}

/** The flags of the program; throws an Error whose message says what to correct. `undefined`: help was asked for. */
export function readFlags(args: string[]): SoakFlags | undefined {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      chapter: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes < Infinity)) throw new Error('--minutes must be a number above 0.');
  const chapter = values.chapter === undefined ? undefined : whole('chapter', values.chapter);
  return { minutes, seed: whole('seed', values.seed), chapter };
}

function whole(flag: string, value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new Error(`--${flag} must be a whole number of 0 or more.`);
  return Number(value);
}
