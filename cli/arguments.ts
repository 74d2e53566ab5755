import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { FleetError } from './fleet-error.ts';

/** The value of an option that counts something. */
export function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

/** The text of a file that was named. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as { code?: string };
    throw new FleetError(`${path} cannot be read (${code}).`, 'Give the path of a file.', EXIT.usage);
  }
}
