import { isObject } from '../../../local/arm/json.ts';

/** How two bodies differ in keys and types; lists are compared by their first items. */
export function shapeDifferences(recorded: unknown, answered: unknown, at = ''): string[] {
  if (Array.isArray(recorded) && Array.isArray(answered)) return listDifferences(recorded, answered, at);
  if (isObject(recorded) && isObject(answered)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(answered)]);
    return [...names].flatMap((name) => {
      const path = at === '' ? name : `${at}.${name}`;
      if (!(name in answered)) return [`no ${path}`];
      if (!(name in recorded)) return [`also ${path}`];
      return shapeDifferences(recorded[name], answered[name], path);
    });
  }
  return kindOf(recorded) === kindOf(answered)
    ? []
    : [`${at || 'body'}: ${kindOf(answered)} for ${kindOf(recorded)}`];
}

/** Whether two bodies say the same, apart from what is made up anew each time: GUIDs, times, etags, hashes. */
export function sameContent(recorded: unknown, answered: unknown): boolean {
  return JSON.stringify(masked(recorded)) === JSON.stringify(masked(answered));
}

function listDifferences(recorded: unknown[], answered: unknown[], at: string): string[] {
  const lengths =
    recorded.length === answered.length ? [] : [`${at}: ${answered.length} items for ${recorded.length}`];
  if (recorded.length === 0 || answered.length === 0) return lengths;
  return [...lengths, ...shapeDifferences(recorded[0], answered[0], `${at}[]`)];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

const MADE_UP = [
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
  /[0-9a-f]{32}/gi,
  /\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g,
];

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => name !== 'etag')
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, part]) => [name, masked(part)]),
    );
  if (typeof value !== 'string') return value;
  return MADE_UP.reduce((text, pattern) => text.replace(pattern, '*'), value).toLowerCase();
}
