/** One place at which two documents differ; absent on the side that does not have it. */
export interface Difference {
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Each leaf that is not the same, by its path; lists are compared whole. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (isPlain(before) && isPlain(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      differences(before[name], after[name], path === '' ? name : `${path}.${name}`),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

export function differenceInWords({ path, before, after }: Difference): string {
  return `${path}: ${shown(before)} → ${shown(after)}`;
}

function shown(value: unknown): string {
  return value === undefined ? '(none)' : JSON.stringify(value);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
