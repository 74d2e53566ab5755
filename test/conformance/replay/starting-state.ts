import {
  isObject,
  listAt,
  numberAt,
  objectAt,
  textAt,
  without,
  type JsonObject,
} from '../../../local/arm/json.ts';
import type { SimControl } from '../../../local/arm/sim/sim-control.ts';
import { pathOf, type Entry } from './recording.ts';

/** Gives a simulator what was there before the recording began: every set and load balancer that is read or used before it is created. */
export function seedStartingState(sim: SimControl, entries: Entry[]): void {
  const sets = firstSeen(entries, SCALE_SET);
  for (const body of [...sets, ...onlyUsed(entries, sets)]) adopt(sim, entries, body);
  for (const body of firstSeen(entries, LOAD_BALANCER)) sim.adoptLoadBalancer(body);
  const quota = quotaLeft(entries);
  if (quota !== undefined) sim.configure({ coreQuota: quota });
}

/** Takes over a set as one entry of the recording shows it. */
export function adopt(sim: SimControl, entries: Entry[], body: JsonObject): void {
  const instances = instancesOf(entries, body);
  const known = new Set(instances.map((instance) => textAt(instance, 'instanceId') ?? ''));
  sim.adoptScaleSet({ body, instances, surplus: pooledIds(entries, body).filter((id) => !known.has(id)) });
}

const SCALE_SET = /\/virtualMachineScaleSets(\/[^/]+)?$/i;
const LOAD_BALANCER = /\/loadBalancers(\/[^/]+)?$/i;
const OF_A_SET = /^(.*\/virtualMachineScaleSets\/[^/]+)\/.+$/i;

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

/** Sets that are never read themselves: what their instances tell has to do. */
function onlyUsed(entries: Entry[], read: JsonObject[]): JsonObject[] {
  const known = new Set(read.map((body) => textAt(body, 'id')?.toLowerCase()));
  const used = new Map<string, JsonObject>();
  for (const { method, url } of entries) {
    const path = pathOf(url);
    const id = OF_A_SET.exec(path)?.[1] ?? (method === 'DELETE' && SCALE_SET.test(path) ? path : undefined);
    const isRead = entries.some(
      (entry) => pathOf(entry.url).toLowerCase() === id?.toLowerCase() && entry.method !== 'DELETE',
    );
    if (id !== undefined && !isRead && !known.has(id.toLowerCase()))
      used.set(id.toLowerCase(), impliedSet(entries, id));
  }
  return [...used.values()];
}

function impliedSet(entries: Entry[], id: string): JsonObject {
  const [example] = shownInstances(entries, id);
  const flexible = example !== undefined && !/^\d+$/.test(textAt(example, 'instanceId') ?? '');
  const machine = flexible ? shownMachine(entries, id) : example;
  const properties = objectAt(machine, 'properties');
  const spot = entries.some(
    ({ url, status }) => status === 204 && url.toLowerCase().includes(`${id.toLowerCase()}/virtualmachines/`),
  );
  const counted = entries.find(({ url }) => pathOf(url).toLowerCase() === `${id.toLowerCase()}/instanceview`);
  const machines = listAt(counted?.responseBody, 'virtualMachine', 'statusesSummary').map(
    (summary) => numberAt(summary, 'count') ?? 0,
  );
  return {
    id,
    location: textAt(example, 'location') ?? 'westus',
    tags: {},
    sku: {
      name: textAt(properties, 'hardwareProfile', 'vmSize') ?? 'Standard_DS1_v2',
      tier: 'Standard',
      capacity: Math.max(shownInstances(entries, id).length, ...machines),
    },
    properties: {
      orchestrationMode: flexible ? 'Flexible' : 'Uniform',
      ...(!flexible && { automaticRepairsPolicy: { enabled: true } }),
      virtualMachineProfile: impliedProfile(properties, spot),
    },
  };
}

function impliedProfile(properties: JsonObject, spot: boolean): JsonObject {
  const prefix = (textAt(properties, 'osProfile', 'computerName') ?? '').slice(0, -6);
  return {
    osProfile: { computerNamePrefix: prefix, ...without(objectAt(properties, 'osProfile'), 'computerName') },
    storageProfile: objectAt(properties, 'storageProfile'),
    networkProfile: objectAt(properties, 'networkProfileConfiguration'),
    ...(isObject(properties.securityProfile) && { securityProfile: properties.securityProfile }),
    ...(spot && { priority: 'Spot', evictionPolicy: 'Delete', billingProfile: { maxPrice: -1 } }),
  };
}

function shownInstances(entries: Entry[], id: string): JsonObject[] {
  const path = `${id.toLowerCase()}/virtualmachines`;
  const listed = entries.find(({ url }) => pathOf(url).toLowerCase() === path);
  if (listed) return listAt(listed.responseBody, 'value').filter(isObject);
  return namedIds(entries, id.toLowerCase()).map((instanceId) => {
    const read = entries.find(
      ({ url, status }) => status === 200 && pathOf(url).toLowerCase() === `${path}/${instanceId}`,
    );
    return { ...objectAt(read, 'responseBody'), instanceId };
  });
}

function shownMachine(entries: Entry[], id: string): JsonObject {
  const read = entries.find(
    ({ responseBody }) =>
      textAt(responseBody, 'properties', 'virtualMachineScaleSet', 'id')?.toLowerCase() === id.toLowerCase(),
  );
  return objectAt(read, 'responseBody');
}

/** Its instances as first listed; what is addressed by id and never listed is added, and the rest counted up. */
function instancesOf(entries: Entry[], set: JsonObject): JsonObject[] {
  const known = shownInstances(entries, textAt(set, 'id') ?? '');
  const byFilter = listAt(filtered(entries, textAt(set, 'id') ?? '')?.responseBody, 'value').filter(isObject);
  if (byFilter.length > 0) return byFilter.map((machine) => ({ ...machine, instanceId: machine.name }));
  const capacity = numberAt(set, 'sku', 'capacity') ?? known.length;
  const ids = new Set(known.slice(0, capacity).map((instance) => textAt(instance, 'instanceId') ?? ''));
  for (let next = 0; ids.size < capacity; next++) ids.add(String(next));
  const byId = new Map(known.map((instance) => [textAt(instance, 'instanceId') ?? '', instance]));
  return [...ids].map((instanceId) => byId.get(instanceId) ?? { instanceId });
}

/** A Flexible set's machines, when they were listed by filter. */
function filtered(entries: Entry[], id: string): Entry | undefined {
  return entries.find(({ url }) =>
    decodeURIComponent(url).toLowerCase().includes(`'virtualmachinescaleset/id' eq '${id.toLowerCase()}'`),
  );
}

function namedIds(entries: Entry[], setId: string): string[] {
  const ids = entries.flatMap(({ url, requestBody, status }) => {
    const path = pathOf(url).toLowerCase();
    if (!path.startsWith(`${setId}/`) || status >= 400) return [];
    const inPath = /\/virtualmachines\/(\d+)/.exec(path)?.[1];
    const inBody = listAt(requestBody, 'instanceIds')
      .map(String)
      .filter((text) => text !== '*');
    return inPath === undefined ? inBody : [inPath, ...inBody];
  });
  return [...new Set(ids)];
}

/** Ids of its instances that the first read of a load balancer shows in its pools. */
function pooledIds(entries: Entry[], set: JsonObject): string[] {
  const balancer = entries.find(({ url, status }) => status === 200 && LOAD_BALANCER.test(pathOf(url)));
  const wanted = `${(textAt(set, 'id') ?? '').toLowerCase()}/virtualmachines/`;
  const ids = listAt(balancer?.responseBody, 'properties', 'backendAddressPools').flatMap((pool) =>
    listAt(pool, 'properties', 'backendIPConfigurations').flatMap((member) => {
      const id = textAt(member, 'id')?.toLowerCase() ?? '';
      return id.startsWith(wanted) ? [id.slice(wanted.length).split('/')[0] ?? ''] : [];
    }),
  );
  return [...new Set(ids)];
}

function quotaLeft(entries: Entry[]): number | undefined {
  for (const { responseBody } of entries) {
    const message = textAt(responseBody, 'error', 'message') ?? '';
    const [, allowed, used] = /Maximum allowed: (\d+), Current in use: (\d+)/.exec(message) ?? [];
    if (allowed !== undefined) return Number(allowed) - Number(used);
  }
  return undefined;
}
