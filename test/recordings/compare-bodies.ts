import { isObject, textAt, type JsonObject } from '../../local/arm/json.ts';
import { comparable, isPerRun } from './per-run.ts';
import { withRelativePorts } from './relative-ports.ts';

/** One way in which two bodies are not the same. */
export interface Difference {
  /** Such as `value[].properties.etag`; the body itself is the empty text. */
  path: string;
  kind: 'missing' | 'extra' | 'type' | 'value' | 'count';
  /** What is there and what should be; for types, values and counts. */
  detail?: string;
}

/** Pairs of list items are found by the first of these they have, translated to the simulator's own names. */
const NAMING = ['id', 'instanceId', 'name', 'code'];

/** Compares keys, types and all values but those that differ from run to run; `translate` gives the simulator's name of a recorded thing. */
export function compareBodies(
  recorded: unknown,
  simulated: unknown,
  translate: (name: string) => string,
): Difference[] {
  const differences = new Map<string, Difference>();
  const add = (difference: Difference) =>
    differences.set(`${difference.kind} ${difference.path} ${difference.detail ?? ''}`, difference);
  compare(
    { recorded: withRelativePorts(recorded ?? undefined), simulated: withRelativePorts(simulated), path: '' },
    { add, translate },
  );
  return [...differences.values()];
}

interface Pair {
  recorded: unknown;
  simulated: unknown;
  path: string;
}

interface Context {
  add: (difference: Difference) => void;
  translate: (name: string) => string;
}

function compare(pair: Pair, context: Context): void {
  const { recorded, simulated, path } = pair;
  if (kindOf(recorded) !== kindOf(simulated))
    return context.add({ path, kind: 'type', detail: `${kindOf(simulated)}, not ${kindOf(recorded)}` });
  if (isObject(recorded) && isObject(simulated))
    return compareObjects({ recorded, simulated, path }, context);
  if (Array.isArray(recorded) && Array.isArray(simulated))
    return compareLists({ recorded, simulated, path }, context);
  if (!isPerRun(path) && !isSame(recorded, simulated, context))
    context.add({ path, kind: 'value', detail: `${String(simulated)}, not ${String(recorded)}` });
}

function isSame(recorded: unknown, simulated: unknown, { translate }: Context): boolean {
  if (recorded === simulated) return true;
  if (typeof recorded !== 'string' || typeof simulated !== 'string') return false;
  // What the collection took out can be anything; where it took out an end, the beginning is compared.
  if (recorded.endsWith('REDACTED')) return simulated.startsWith(recorded.slice(0, -'REDACTED'.length));
  return comparable(translate(recorded)) === comparable(simulated);
}

function compareObjects(
  { recorded, simulated, path }: { recorded: JsonObject; simulated: JsonObject; path: string },
  context: Context,
): void {
  for (const name of Object.keys(recorded))
    if (name in simulated)
      compare({ recorded: recorded[name], simulated: simulated[name], path: under(path, name) }, context);
    else context.add({ path: under(path, name), kind: 'missing' });
  for (const name of Object.keys(simulated))
    if (!(name in recorded)) context.add({ path: under(path, name), kind: 'extra' });
}

function compareLists(
  { recorded, simulated, path }: { recorded: unknown[]; simulated: unknown[]; path: string },
  context: Context,
): void {
  if (recorded.length !== simulated.length)
    context.add({ path, kind: 'count', detail: `${simulated.length} items, not ${recorded.length}` });
  for (const [theirs, ours] of pairsOf(recorded, simulated, context.translate))
    compare({ recorded: theirs, simulated: ours, path: `${path}[]` }, context);
}

/** Items of the same name, then the others in their order. */
function pairsOf(
  recorded: unknown[],
  simulated: unknown[],
  translate: (name: string) => string,
): Array<[unknown, unknown]> {
  const free = [...simulated];
  const pairs: Array<[unknown, unknown]> = [];
  const take = (theirs: unknown, index: number) => {
    if (index < 0) return false;
    pairs.push([theirs, free.splice(index, 1)[0]]);
    return true;
  };
  const left = recorded.filter((theirs) => {
    const wanted = nameOf(theirs);
    if (wanted === undefined) return true;
    const same = (ours: unknown) => nameOf(ours)?.toLowerCase() === translate(wanted).toLowerCase();
    return !take(theirs, free.findIndex(same));
  });
  // Where some are missing, another name is another thing.
  const others =
    recorded.length === simulated.length ? left : left.filter((theirs) => nameOf(theirs) === undefined);
  for (const theirs of others) take(theirs, free.length > 0 ? 0 : -1);
  return pairs;
}

function nameOf(item: unknown): string | undefined {
  const own = NAMING.map((name) => textAt(item, name)).find((found) => found !== undefined);
  return own ?? textAt(item, 'sku', 'name');
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'list' : typeof value;
}

function under(path: string, name: string): string {
  // Names chosen by people are not part of the shape.
  const shown = /(^|\.)(tags|userAssignedIdentities|settings)$/.test(path) ? '*' : name;
  return path === '' ? shown : `${path}.${shown}`;
}
