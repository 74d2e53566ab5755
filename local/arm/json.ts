/** Reading and merging JSON bodies whose shape is not ours: resource models are passed through, not modelled. */
export type JsonObject = { [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of names and indexes, `undefined` when any part is missing. */
export function valueAt(value: unknown, ...path: Array<string | number>): unknown {
  let found = value;
  for (const step of path) {
    if (Array.isArray(found) && typeof step === 'number') found = found[step];
    else if (isObject(found)) found = Object.hasOwn(found, step) ? found[step] : undefined;
    else return undefined;
  }
  return found;
}

export function objectAt(value: unknown, ...path: Array<string | number>): JsonObject {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : {};
}

export function textAt(value: unknown, ...path: Array<string | number>): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, ...path: Array<string | number>): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function listAt(value: unknown, ...path: Array<string | number>): unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** `patch` over `base` as ARM merges bodies: objects deeply, arrays whole, null removes. */
export function merged(base: JsonObject, patch: JsonObject): JsonObject {
  const result = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else if (isObject(value)) result.set(name, merged(objectAt(result.get(name)), value));
    else if (value !== undefined) result.set(name, value);
  }
  return Object.fromEntries(result);
}

/** Equality of JSON values, whatever the order of names. */
export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}

export function without(value: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
