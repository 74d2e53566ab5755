/**
 * Everything at a path like `data.items.*.id` of a JSON value: names in any letter case, as senders spell them, and `*`
 * for every element of a list.
 */
export function valuesAt(value: unknown, path: string): unknown[] {
  const steps = path.toLowerCase().split('.');
  return steps.reduce<unknown[]>((found, name) => found.flatMap((each) => childrenOf(each, name)), [value]);
}

/** The texts among them that say anything. */
export function textsAt(value: unknown, path: string): string[] {
  return valuesAt(value, path).filter((each) => typeof each === 'string' && each !== '') as string[];
}

function childrenOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') return Array.isArray(value) ? (value as unknown[]) : [];
  return Object.entries(value).flatMap(([key, child]) =>
    key.toLowerCase() === name ? [child as unknown] : [],
  );
}
