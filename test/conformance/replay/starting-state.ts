import { listAt, numberAt, textAt, isObject, objectAt, type JsonObject } from '../../../local/arm/json.ts';
import type { SimControl } from '../../../local/arm/sim/sim-control.ts';
import { pathOf, type Entry } from './recording.ts';

/** Gives a simulator what was there before the recording began: every set and load balancer read before it was created. */
export function seedStartingState(sim: SimControl, entries: Entry[]): void {
  for (const body of firstSeen(entries, SCALE_SET)) sim.adoptScaleSet(body, instancesOf(entries, body));
  for (const body of firstSeen(entries, LOAD_BALANCER)) sim.adoptLoadBalancer(body);
}

const SCALE_SET = /\/virtualMachineScaleSets(\/[^/]+)?$/i;
const LOAD_BALANCER = /\/loadBalancers(\/[^/]+)?$/i;

/** The first body of each resource, unless its first is the answer to its creation or says there is none. */
function firstSeen(entries: Entry[], pattern: RegExp): JsonObject[] {
  const first = new Map<string, JsonObject | undefined>();
  for (const entry of entries.filter(({ url }) => pattern.test(pathOf(url)))) {
    const found = listAt(entry.responseBody, 'value').filter(isObject);
    for (const body of found.length > 0 ? found : [objectAt(entry, 'responseBody')]) {
      const id = (textAt(body, 'id') ?? pathOf(entry.url)).toLowerCase();
      const existed = entry.status === 200 && textAt(body, 'id') !== undefined;
      if (!first.has(id)) first.set(id, existed ? spelledAsAsked(body, entry) : undefined);
    }
  }
  return [...first.values()].filter((body) => body !== undefined);
}

/** Listings spell resource groups in upper case; a single GET is the better source. */
function spelledAsAsked(body: JsonObject, entry: Entry): JsonObject {
  const path = pathOf(entry.url);
  return textAt(body, 'id')?.toLowerCase() === path.toLowerCase() ? { ...body, id: path } : body;
}

/** Its instances as first listed; what is addressed by id and never listed is added, and the rest counted up. */
function instancesOf(entries: Entry[], set: JsonObject): JsonObject[] {
  const id = (textAt(set, 'id') ?? '').toLowerCase();
  const listed = entries.find(({ url }) => pathOf(url).toLowerCase() === `${id}/virtualmachines`);
  const known = listAt(listed?.responseBody, 'value').filter(isObject);
  const ids = new Set(known.map((instance) => textAt(instance, 'instanceId') ?? ''));
  const capacity = numberAt(set, 'sku', 'capacity') ?? known.length;
  for (const named of namedIds(entries, id)) if (ids.size < capacity) ids.add(named);
  for (let next = 0; ids.size < capacity; next++) ids.add(String(next));
  const byId = new Map(known.map((instance) => [textAt(instance, 'instanceId') ?? '', instance]));
  return [...ids].map((instanceId) => byId.get(instanceId) ?? { instanceId });
}

function namedIds(entries: Entry[], setId: string): string[] {
  return entries.flatMap(({ url, requestBody, status }) => {
    const path = pathOf(url).toLowerCase();
    if (!path.startsWith(`${setId}/`) || status >= 400) return [];
    const inPath = /\/virtualmachines\/(\d+)/.exec(path)?.[1];
    const inBody = listAt(requestBody, 'instanceIds')
      .map(String)
      .filter((text) => text !== '*');
    return inPath === undefined ? inBody : [inPath, ...inBody];
  });
}
