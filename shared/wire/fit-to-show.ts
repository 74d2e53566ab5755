import { withoutKnown } from './without-known.ts';
import { withoutSecrets } from './without-secrets.ts';

const LONGEST = 600;
/** So much is read: what is masked takes less room than before. */
const LONGEST_READ = 4000;
/** Where the text was cut, half a secret may stand that nobody would know for one. */
const CUT_OFF = 200;

/**
 * Text of others, fit to be stored and shown in a problem: without secrets of any kind, without the one that we sent in any
 * form or part, and not too long. Cut last, so that no half secret stays.
 */
export function fitToShow(text: string, ourSecret = ''): string {
  const read = text.slice(0, LONGEST_READ);
  const masked = withoutSecrets(withoutKnown(read, ourSecret));
  const clean = read.length < text.length ? masked.slice(0, -CUT_OFF) : masked;
  return (clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean).toWellFormed();
}
