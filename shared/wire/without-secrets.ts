import { decoded } from './decoded.ts';
import { SECRET_LABEL } from './secret-names.ts';

const MASK = '***';

/**
 * What gives a secret away within a text: what it is called, what stands before it, or how it looks. Quantifiers are
 * bounded, so that no text takes long.
 */
const SECRETS: [RegExp, string][] = [
  // `Cookie: a=b; c=d` and `Authorization: Digest x, y`: the whole line, or to the end of the quoted text.
  [
    /((?:cookie|authorization|authenticate)\d?\\{0,8}["']?\s{0,3}[:=]\s{0,3}\\{0,8}["']?)[^"'\\\r\n]{1,2000}/gi,
    `$1${MASK}`,
  ],
  // A pass phrase has blanks in it.
  [
    new RegExp(
      `((?:${SECRET_LABEL})[\\w.-]{0,20}[\\\\"'\`\\s]{0,8}[:=]>?[\\\\"'\`\\s]{0,8})[^"'\`\\\\&,;\\r\\n{}<>|\\]]{1,2000}`,
      'gi',
    ),
    `$1${MASK}`,
  ],
  [/([?&](?:code|sig|se|sp|k)=)[^&\s"'\\]{1,2000}/gi, `$1${MASK}`],
  [
    /\b((?:basic|bearer|digest|negotiate|ntlm|sharedkey(?:lite)?|sharedaccesssignature)\s{1,3})[^\s"',;\\]{4,2000}/gi,
    `$1${MASK}`,
  ],
  [/(:\/\/)[^\s/@"'\\]{1,256}@/g, `$1${MASK}@`],
  [/-----BEGIN [\w ]{1,40}-----[^]{0,8000}?(?:-----END [\w ]{1,40}-----|$)/g, MASK],
  [/[\w+/-]{40,}={1,2}/g, MASK],
  [/\b[\da-f]{32,}\b/gi, MASK],
  [
    /\b(?:API-[A-Z\d]{12,}|gh[pousr]_\w{20,}|AKIA[\dA-Z]{12,}|xox[abprs]-[\w-]{10,}|\w{3}8Q~[\w.~-]{20,}|AIza[\w-]{30,}|glpat-[\w-]{16,})/g,
    MASK,
  ],
];
/** A token of three parts, each base64 of JSON; goes first, as a whole. */
const TOKEN = /\beyJ[\w.+/=-]{8,}/g;
const MAYBE_BASE64 = /(?<![\w+/-])[\w+/-]{12,}={0,2}(?![\w+/=-])/g;
const PRINTABLE = /^[\x20-\x7e\r\n\t]+$/;

/** Text of others, fit to be stored and shown: without passwords, keys, tokens and the like, however they are encoded. */
export function withoutSecrets(text: string): string {
  const plain = decoded(text);
  // What no decoding changed stays as it was written; of the rest the plain form is the safer one to show.
  const unwrapped = plain.replace(TOKEN, MASK).replace(MAYBE_BASE64, (run) => (hidesText(run) ? MASK : run));
  return SECRETS.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), unwrapped);
}

/** Base64 of something that can be read: nobody encodes for reading. Node reads both of its alphabets. */
function hidesText(run: string): boolean {
  if (/^(?:[a-z]+|[A-Z]+|\d+)$|\/\/|^\//.test(run)) return false;
  const bytes = Buffer.from(run, 'base64');
  return bytes.length >= 9 && PRINTABLE.test(bytes.toString('latin1'));
}
