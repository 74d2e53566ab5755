import { seconds } from './durations.ts';
import type { Kind, Member } from './member.ts';
import type { Reading } from './reading.ts';

const LARGEST_INTEGER = 2_147_483_647;

/** A value that has no members: text, number, flag, time or duration. */
export function readScalar(member: Member, value: unknown, reading: Reading): unknown {
  switch (member.kind) {
    case 'flag':
      return readFlag(value, reading);
    case 'integer':
    case 'number':
      return readNumber(member, value, reading);
    case 'duration':
      return readDuration(member, readText(member, value, reading), reading);
    case 'time':
      return readTime(readText(member, value, reading), reading);
    default:
      return readText(member, value, reading);
  }
}

function readFlag(value: unknown, { path, refusals }: Reading): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  throw refusals.wrongType({ path, value, type: 'System.Nullable`1[System.Boolean]' });
}

/** Numbers may be sent as texts. */
function readNumber({ kind, range }: Member, value: unknown, { path, refusals }: Reading): number {
  const asked = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (!isNumber(kind, asked))
    throw refusals.wrongType({ path, value, type: kind === 'integer' ? INTEGER : DOUBLE });
  if (range && (asked < Number(range[0]) || asked > Number(range[1])))
    throw refusals.outOfRange({ path, value: asked, range });
  return asked;
}

const INTEGER = 'System.Nullable`1[System.Int32]';
const DOUBLE = 'System.Nullable`1[System.Double]';

function isNumber(kind: Kind, value: unknown): value is number {
  if (typeof value !== 'number') return false;
  return kind !== 'integer' || (Number.isInteger(value) && Math.abs(value) <= LARGEST_INTEGER);
}

function readText({ values, pattern, length }: Member, value: unknown, reading: Reading): string {
  const { path, refusals } = reading;
  if (typeof value !== 'string') throw refusals.wrongType({ path, value, type: 'System.String' });
  if (values) return readChoice(values, value, reading);
  if (length && (value.length < length[0] || value.length > length[1]))
    throw refusals.wrongLength({ path, size: value.length, length });
  if (pattern && !pattern.test(value)) throw refusals.wrongFormat({ path, value, pattern });
  return value;
}

/** Taken whatever its case, kept in the service's own spelling. */
function readChoice(values: readonly string[], value: string, { path, refusals }: Reading): string {
  const known = values.find((one) => one.toLowerCase() === value.toLowerCase());
  if (known === undefined) throw refusals.notOneOf({ path, value, values });
  return known;
}

function readDuration({ range }: Member, value: string, { path, refusals }: Reading): string {
  const asked = seconds(value);
  if (asked === undefined) throw refusals.wrongType({ path, value, type: 'System.TimeSpan' });
  if (range && (asked < (seconds(String(range[0])) ?? 0) || asked > (seconds(String(range[1])) ?? Infinity)))
    throw refusals.outOfRange({ path, value, range });
  return value;
}

function readTime(value: string, { path, refusals }: Reading): string {
  if (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw refusals.wrongType({ path, value, type: 'System.DateTime' });
}
