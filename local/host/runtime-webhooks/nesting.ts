/** Azure's own host reads no deeper; the packages that read an event here recurse, and run out of stack somewhere below. */
const DEEPEST = 64;

/** The event with whatever is nested deeper than anybody reads replaced by null; nearly always the event itself. */
export function withinReach(event: unknown): unknown {
  return isDeeper(event) ? cut(event, 0) : event;
}

/** Level by level, so that no depth is too much for it. */
function isDeeper(event: unknown): boolean {
  let level = [event].filter(isNested);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === DEEPEST) return true;
    level = level.flatMap((each) => Object.values(each).filter(isNested));
  }
  return false;
}

function cut(value: unknown, depth: number): unknown {
  if (!isNested(value)) return value;
  if (depth === DEEPEST) return null;
  if (Array.isArray(value)) return value.map((each) => cut(each, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cut(each, depth + 1)]));
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
