/** A value that is given when a rollout is started. */
export interface Parameter {
  name: string;
  type: 'string' | 'number' | 'boolean';
  default?: string | number | boolean | undefined;
  allowed?: (string | number | boolean)[] | undefined;
}

export interface ParameterProblem {
  path: string;
  code: 'parameterMissing' | 'parameterUnknown' | 'parameterType' | 'parameterNotAllowed';
  message: string;
}

type Value = string | number | boolean;

/** The values in force, the fleet's own facts among them; or all that is wrong with them, at once. */
export function valuesFor(
  parameters: Parameter[],
  given: Record<string, unknown>,
): { values: Map<string, Value>; problems: ParameterProblem[] } {
  const values = new Map<string, Value>();
  const known = new Set(parameters.map(({ name }) => name));
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  const problems: ParameterProblem[] = unknown.map((name) => ({
    path: `parameters.${name}`,
    code: 'parameterUnknown',
    message: `The policy has no parameter ${name}; it has ${[...known].join(', ') || 'none'}.`,
  }));
  for (const parameter of parameters) {
    const value = given[parameter.name] ?? parameter.default;
    const problem = problemOf(parameter, value);
    if (problem) problems.push({ path: `parameters.${parameter.name}`, ...problem });
    else values.set(parameter.name, value as Value);
  }
  return { values, problems };
}

function problemOf(
  { name, type, allowed }: Parameter,
  value: unknown,
): Omit<ParameterProblem, 'path'> | undefined {
  if (value === undefined || value === null)
    return {
      code: 'parameterMissing',
      message: `Give ${name}, a ${type}: the policy has no default for it.`,
    };
  if (typeof value !== type) return { code: 'parameterType', message: `${name} must be a ${type}.` };
  if (allowed && !allowed.includes(value as Value))
    return { code: 'parameterNotAllowed', message: `${name} must be one of ${allowed.join(', ')}.` };
  return undefined;
}

const PLACEHOLDER = /\$\{([\w.-]+)\}/g;
const WHOLE = /^\$\{([\w.-]+)\}$/;

/**
 * The document with every `${name}` filled in. A text that is nothing but a placeholder becomes the value itself, so that
 * a number stays a number. Names that nobody gave are answered with the path where they stand.
 */
export function filledIn(
  document: unknown,
  values: ReadonlyMap<string, Value>,
): { filled: unknown; missing: { path: string; name: string }[] } {
  const missing: { path: string; name: string }[] = [];
  const valueOf = (name: string, path: string): Value => {
    const value = values.get(name);
    if (value === undefined) missing.push({ path, name });
    return value ?? '';
  };
  return { filled: filledAt('', document, valueOf), missing };
}

type ValueOf = (name: string, path: string) => Value;

function filledAt(path: string, value: unknown, valueOf: ValueOf): unknown {
  if (typeof value === 'string') return filledText(path, value, valueOf);
  if (Array.isArray(value)) return value.map((each, index) => filledAt(`${path}[${index}]`, each, valueOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, filledAt(path ? `${path}.${key}` : key, each, valueOf)]),
  );
}

function filledText(path: string, text: string, valueOf: ValueOf): Value {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) return valueOf(whole, path);
  return text.replaceAll(PLACEHOLDER, (_all, name: string) => String(valueOf(name, path)));
}
