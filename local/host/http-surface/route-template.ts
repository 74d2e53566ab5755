/** A route like `fleets/{fleet}/instances/{index:int?}`, ready to match. */
export interface RouteTemplate {
  /** The path's parameters when it matches; a missing optional one is left out. */
  match(path: string): Record<string, string> | undefined;
  /** Routes are tried in the order of this: literal segments first, catch-alls last. */
  order: string;
}

const CONSTRAINTS: Record<string, string> = {
  int: '[+-]?\\d+',
  long: '[+-]?\\d+',
  bool: '(?:true|false)',
  guid: '\\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\\}?',
  alpha: '[a-z]+',
  decimal: '[+-]?\\d+(?:\\.\\d+)?',
  double: '[+-]?\\d+(?:\\.\\d+)?',
  float: '[+-]?\\d+(?:\\.\\d+)?',
  datetime: '[^/]+',
};

const PARAMETER = /\{(\*{0,2})([^{}:?=*]+)((?::[^{}:]+?)*)(\??)\}/g;

/** @throws Error for a constraint that is not supported, naming it and the route. */
export function parseRoute(template: string): RouteTemplate {
  const names: string[] = [];
  const segments = template.split('/').filter((segment) => segment !== '');
  const source = segments.map((segment) => segmentPattern(segment, names, template)).join('');
  const pattern = new RegExp(`^${source}/?$`, 'i');
  return { order: segments.map(rank).join(''), match: (path) => matchPath(pattern, names, path) };
}

function segmentPattern(segment: string, names: string[], template: string): string {
  const optional = /^\{[^{}]*\?\}$/.test(segment) || /^\{\*/.test(segment);
  let pattern = '';
  let from = 0;
  for (const found of segment.matchAll(PARAMETER)) {
    const [whole, stars = '', name = '', constraints = ''] = found;
    pattern += literal(segment.slice(from, found.index), template);
    // Groups are named by number: constraints may bring groups of their own, and names need not be identifiers.
    const group = `p${names.push(name) - 1}`;
    pattern += `(?<${group}>${stars ? '.*' : constraintPattern(constraints, template)})`;
    from = found.index + whole.length;
  }
  pattern += literal(segment.slice(from), template);
  return optional ? `(?:/${pattern})?` : `/${pattern}`;
}

function literal(text: string, template: string): string {
  if (/[{}]/.test(text)) throw new Error(`Route "${template}": "${text}" is not understood.`);
  return text.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
}

function constraintPattern(constraints: string, template: string): string {
  const [name = ''] = constraints.split(':').slice(1);
  if (name === '') return '[^/]+';
  const length = /^(length|minlength|maxlength)\((\d+)(?:,(\d+))?\)$/.exec(name);
  if (length) return lengthPattern(length);
  const regex = /^regex\((.*)\)$/.exec(name);
  const pattern = regex ? (regex[1] ?? '').replace(/^\^|\$$/g, '') : CONSTRAINTS[name.toLowerCase()];
  if (pattern === undefined) throw new Error(`Route "${template}" has the unknown constraint "${name}".`);
  return pattern;
}

function lengthPattern([, kind, first = '', second]: RegExpExecArray): string {
  if (kind === 'minlength') return `[^/]{${first},}`;
  if (kind === 'maxlength') return `[^/]{1,${first}}`;
  return `[^/]{${first}${second === undefined ? '' : `,${second}`}}`;
}

function rank(segment: string): string {
  if (segment.startsWith('{*')) return '4';
  if (!segment.includes('{')) return '1';
  return segment.includes(':') ? '2' : '3';
}

function matchPath(
  pattern: RegExp,
  names: readonly string[],
  path: string,
): Record<string, string> | undefined {
  const found = pattern.exec(path);
  if (!found) return undefined;
  const parameters: Record<string, string> = {};
  names.forEach((name, index) => {
    const value = found.groups?.[`p${index}`];
    if (value !== undefined && value !== '') parameters[name] = decode(value);
  });
  return parameters;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // Not percent-encoded after all: taken as it stands.
  }
}
