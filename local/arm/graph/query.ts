import { ArmError } from '../errors.ts';
import { valueAt, type JsonObject } from '../json.ts';

/** The part of the query language that clients of scale sets use; anything else is refused aloud. */
export function runQuery(query: string, tables: (name: string) => JsonObject[]): JsonObject[] {
  const [table = '', ...steps] = splitPipes(query);
  const rows = /^\w+$/.test(table) ? tables(table.toLowerCase()) : undefined;
  if (!rows) throw unsupported(table);
  return steps.reduce(applyStep, rows);
}

function splitPipes(query: string): string[] {
  return query
    .split(/\|(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type Step = (rows: JsonObject[], rest: string) => JsonObject[];

const take: Step = (rows, rest) => rows.slice(0, Number(rest));
const order: Step = (rows, rest) => ordered(rows, rest.replace(/^by\s+/i, ''));

const STEPS: Record<string, Step> = {
  where: (rows, rest) => rows.filter(condition(rest)),
  project: (rows, rest) => rows.map((row) => projected(row, rest)),
  extend: (rows, rest) => rows.map((row) => ({ ...row, ...projected(row, rest) })),
  count: (rows) => [{ Count: rows.length }],
  take,
  limit: take,
  order,
  sort: order,
};

function applyStep(rows: JsonObject[], step: string): JsonObject[] {
  const [, verb = '', rest = ''] = /^(\w+)\s*([^]*)$/.exec(step) ?? [];
  const run = STEPS[verb.toLowerCase()];
  if (!run) throw unsupported(step);
  return run(rows, rest);
}

type Test = (row: JsonObject) => boolean;

/** Comparisons joined by `and`. */
function condition(text: string): Test {
  const tests = text.split(/\s+and\s+(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/i).map(comparison);
  return (row) => tests.every((test) => test(row));
}

const COMPARISON =
  /^\(?\s*([\w.]+)\s*(==|!=|=~|!~|>=|<=|>|<|contains|startswith|endswith|in~|in)\s*(.+?)\s*\)?$/i;

function comparison(text: string): Test {
  const [, path = '', operator = '', operand = ''] = COMPARISON.exec(text.trim()) ?? [];
  const compare = OPERATORS[operator.toLowerCase()];
  if (!compare) throw unsupported(text);
  const wanted = /^in~?$/i.test(operator) ? listOf(operand) : [literal(operand)];
  return (row) => wanted.some((value) => compare(valueAt(row, ...path.split('.')), value));
}

const plain = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const lower = (value: unknown) => plain(value).toLowerCase();

const OPERATORS: Record<string, (actual: unknown, wanted: unknown) => boolean> = {
  '==': (actual, wanted) => plain(actual) === plain(wanted),
  '!=': (actual, wanted) => plain(actual) !== plain(wanted),
  '=~': (actual, wanted) => lower(actual) === lower(wanted),
  '!~': (actual, wanted) => lower(actual) !== lower(wanted),
  '>': (actual, wanted) => Number(actual) > Number(wanted),
  '<': (actual, wanted) => Number(actual) < Number(wanted),
  '>=': (actual, wanted) => Number(actual) >= Number(wanted),
  '<=': (actual, wanted) => Number(actual) <= Number(wanted),
  contains: (actual, wanted) => lower(actual).includes(lower(wanted)),
  startswith: (actual, wanted) => lower(actual).startsWith(lower(wanted)),
  endswith: (actual, wanted) => lower(actual).endsWith(lower(wanted)),
  in: (actual, wanted) => plain(actual) === plain(wanted),
  'in~': (actual, wanted) => lower(actual) === lower(wanted),
};

function literal(text: string): unknown {
  const quoted = /^(['"])(.*)\1$/.exec(text.trim());
  if (quoted) return quoted[2];
  if (/^-?\d+(\.\d+)?$/.test(text.trim())) return Number(text);
  if (/^(true|false)$/i.test(text.trim())) return text.trim().toLowerCase() === 'true';
  throw unsupported(text);
}

function listOf(text: string): unknown[] {
  return text
    .replace(/^\(|\)$/g, '')
    .split(',')
    .map(literal);
}

function projected(row: JsonObject, text: string): JsonObject {
  const columns = text.split(/,(?![^()]*\))/).map((column) => column.trim());
  return Object.fromEntries(
    columns.map((column) => {
      const [, alias, expression = column] = /^(\w+)\s*=\s*(.+)$/.exec(column) ?? [];
      return [alias ?? nameOf(expression), evaluated(row, expression)];
    }),
  );
}

/** A path, or one of the conversions around a path. */
function evaluated(row: JsonObject, expression: string): unknown {
  const [, convert, path = expression] = /^(toint|tostring|tolower)\(([\w.]+)\)$/i.exec(expression) ?? [];
  if (!/^[\w.]+$/.test(path)) throw unsupported(expression);
  const value = valueAt(row, ...path.split('.')) ?? null;
  if (convert === undefined || value === null) return value;
  return CONVERSIONS[convert.toLowerCase()]?.(value);
}

const CONVERSIONS: Record<string, (value: unknown) => unknown> = {
  toint: Number,
  tostring: plain,
  tolower: lower,
};

function nameOf(path: string): string {
  return path.replaceAll('.', '_');
}

function ordered(rows: JsonObject[], text: string): JsonObject[] {
  const [, path = '', direction = 'desc'] = /^([\w.]+)\s*(asc|desc)?$/i.exec(text) ?? [];
  if (path === '') throw unsupported(`order by ${text}`);
  const sign = direction.toLowerCase() === 'asc' ? 1 : -1;
  const at = (row: JsonObject) => valueAt(row, ...path.split('.'));
  return [...rows].sort((a, b) => sign * compareValues(at(a), at(b)));
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return plain(a).localeCompare(plain(b), 'en');
}

function unsupported(part: string): ArmError {
  return new ArmError(
    501,
    'NotSimulated',
    `The simulator does not understand this part of the query: '${part}'.`,
  );
}
