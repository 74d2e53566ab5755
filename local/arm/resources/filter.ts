import { ArmError } from '../errors.ts';
import type { JsonObject } from '../json.ts';

/** What a filter may ask of a resource or a group. */
export interface Filtered {
  name: string;
  resourceType?: string;
  resourceGroup?: string;
  location?: string;
  tags: JsonObject;
}

type Test = (item: Filtered) => boolean;
type Field = (item: Filtered) => string[];

/** The names a filter knows; each may have several values, as tags do. */
const FIELDS: Record<string, Field> = {
  name: ({ name }) => [name],
  resourcetype: ({ resourceType }) => [resourceType ?? ''],
  resourcegroup: ({ resourceGroup }) => [resourceGroup ?? ''],
  location: ({ location }) => [location ?? ''],
  tagname: ({ tags }) => Object.keys(tags),
  tagvalue: ({ tags }) => Object.values(tags).map(String),
};

/** More than any client writes, and few enough to be read. */
const MOST_PARENTHESES = 50;

/** A `$filter` of resources as a test; the part of OData that ARM documents for them. */
export function parseFilter(text: string | undefined): Test {
  if (text === undefined || text.trim() === '') return () => true;
  if (text.split('(').length > MOST_PARENTHESES) throw invalidFilter(text);
  const alternatives = split(text, 'or').map((part) => split(part, 'and').map((term) => term.trim()));
  const tests = alternatives.map((terms) => everyOf(terms, text));
  return (item) => tests.some((test) => test(item));
}

/** `tagName eq 'a' and tagValue eq 'b'` is about one tag. */
function everyOf(terms: string[], whole: string): Test {
  const name = terms.find((term) => /^tagname\s+eq\s/i.test(term));
  const value = terms.find((term) => /^tagvalue\s+eq\s/i.test(term));
  const pair = name !== undefined && value !== undefined;
  const rest = pair ? terms.filter((term) => term !== name && term !== value) : terms;
  const tests = rest.map((term) => testOf(term, whole));
  if (pair) tests.push(hasTag(quoted(name, whole), quoted(value, whole)));
  return (item) => tests.every((test) => test(item));
}

function hasTag(name: string, value: string): Test {
  return ({ tags }) =>
    Object.entries(tags).some(([key, given]) => same(key, name) && String(given) === value);
}

function testOf(term: string, whole: string): Test {
  const inner = /^\((.*)\)$/s.exec(term)?.[1];
  if (inner !== undefined) return parseFilter(inner);
  const test = comparison(term, whole) ?? textFunction(term, whole);
  if (!test) throw invalidFilter(whole);
  return test;
}

function comparison(term: string, whole: string): Test | undefined {
  const compared = /^(\w+)\s+(eq|ne)\s+'((?:[^']|'')*)'$/i.exec(term);
  if (!compared) return undefined;
  const [, name = '', operator = '', value = ''] = compared;
  const equal = operator.toLowerCase() === 'eq';
  const field = fieldOf(name, whole);
  return (item) => field(item).some((given) => same(given, unquoted(value))) === equal;
}

function textFunction(term: string, whole: string): Test | undefined {
  const within = /^substringof\(\s*'((?:[^']|'')*)'\s*,\s*(\w+)\s*\)$/i.exec(term);
  if (within) return textTest(within[2] ?? '', whole, (given) => given.includes(lower(within[1])));
  const start = /^startswith\(\s*(\w+)\s*,\s*'((?:[^']|'')*)'\s*\)$/i.exec(term);
  return start ? textTest(start[1] ?? '', whole, (given) => given.startsWith(lower(start[2]))) : undefined;
}

function textTest(name: string, whole: string, test: (given: string) => boolean): Test {
  const field = fieldOf(name, whole);
  return (item) => field(item).some((given) => test(given.toLowerCase()));
}

function fieldOf(name: string, whole: string): Field {
  const field = FIELDS[name.toLowerCase()];
  if (!field) throw invalidFilter(whole);
  return field;
}

/** Parts between a word that stands neither in quotes nor in parentheses. */
function split(text: string, word: 'and' | 'or'): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|\(|\)|\s+(?:and|or)\s+|[^'()\s]+|\s+|'/gi)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (depth === 0 && lower(token.trim()) === word) parts.push(part);
    part = depth === 0 && lower(token.trim()) === word ? '' : part + token;
  }
  return [...parts, part];
}

function quoted(term: string, whole: string): string {
  const value = /'((?:[^']|'')*)'$/.exec(term)?.[1];
  if (value === undefined) throw invalidFilter(whole);
  return unquoted(value);
}

function unquoted(value: string): string {
  return value.replaceAll("''", "'");
}

function lower(value = ''): string {
  return unquoted(value).toLowerCase();
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function invalidFilter(text: string): ArmError {
  return new ArmError(
    400,
    'InvalidFilterInQueryString',
    `Invalid $filter '${text}' specified in the query string.`,
  );
}
