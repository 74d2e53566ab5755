import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../../local/arm/json.ts';
import { poolMembers } from './pool-members.ts';
import type { Exchange, Recording } from './recording.ts';
import type { Starting } from './starting.ts';
import { targetOf, type Target } from './target.ts';
import { unknownSet } from './unknown-set.ts';

const SEEDED = ['disks', 'virtualmachines', 'virtualmachinescalesets', 'loadbalancers', 'autoscalesettings'];

/** What a recording shows to have been there, each with the body its first sighting gives. */
export function startingState({ exchanges }: Recording): Starting[] {
  const targets = exchanges.map(({ method, url }) => targetOf(method, url));
  const touched = new Map<string, Starting>();
  targets.forEach((target, index) => {
    const { resource, type = '' } = target;
    if (resource === undefined || !SEEDED.includes(type) || touched.has(resource)) return;
    if (isCreated(exchanges[index], target) || isMissing(exchanges[index])) return;
    if (!canBeWritten(exchanges, target)) return;
    if (createdBefore({ exchanges, targets }, resource, index)) return;
    const starting = sighting(exchanges, resource, targets);
    const wasThere = !missedBefore({ exchanges, targets }, starting, index);
    touched.set(resource, { ...starting, from: wasThere ? 0 : index });
  });
  const known = [...touched.keys()];
  const unasked = [...others(exchanges, known), ...outputs(exchanges)];
  const members = poolMembers(exchanges, [...known, ...unasked.map(({ id }) => id.toLowerCase())]);
  return [...touched.values(), ...unasked, ...members];
}

/** What an operation from before the recording made, which its poll shows whole. */
function outputs(exchanges: Exchange[]): Starting[] {
  return exchanges.flatMap(({ method, url, responseBody }) => {
    const made = objectAt(responseBody, 'properties', 'output');
    const [id, type] = [textAt(made, 'id'), textAt(made, 'type')?.split('/')[1]?.toLowerCase()];
    if (id === undefined || !SEEDED.includes(type ?? '')) return [];
    const { apiVersion } = targetOf(method, url);
    return [{ id, body: writable(made), apiVersion, from: 0, creating: false }];
  });
}

/** A machine can when it is shown, and in no scale set; everything else always. */
function canBeWritten(exchanges: Exchange[], { type, resource }: Target): boolean {
  if (type !== 'virtualmachines') return true;
  const shown = exchanges.find(({ responseBody }) => idOf(responseBody) === resource);
  return (
    shown !== undefined &&
    textAt(shown.responseBody, 'properties', 'virtualMachineScaleSet', 'id') === undefined
  );
}

function isCreated(exchange: Exchange | undefined, { path, resource }: Target): boolean {
  return exchange?.method === 'PUT' && exchange.status >= 201 && path.toLowerCase() === resource;
}

/** It came only later: an exchange did not find it, or a load balancer that it is in did not show it yet. */
function missedBefore(
  { exchanges, targets }: { exchanges: Exchange[]; targets: Target[] },
  { id, body }: Starting,
  index: number,
): boolean {
  const model = JSON.stringify(body).toLowerCase();
  return exchanges.slice(0, index).some((exchange, at) => {
    const { resource, type } = targets[at] ?? {};
    if (resource === id.toLowerCase()) return isMissing(exchange);
    const names = type === 'loadbalancers' && model.includes(`${resource}/backendaddresspools/`);
    return names && !JSON.stringify(exchange.responseBody).toLowerCase().includes(`${id.toLowerCase()}/`);
  });
}

function isMissing(exchange: Exchange | undefined): boolean {
  return exchange?.status === 404;
}

function createdBefore(
  { exchanges, targets }: { exchanges: Exchange[]; targets: Target[] },
  resource: string,
  index: number,
): boolean {
  return targets
    .slice(0, index)
    .some((target, at) => target.resource === resource && isCreated(exchanges[at], target));
}

/** The first body of the resource itself, or what its instances or nothing at all let one guess. */
function sighting(exchanges: Exchange[], resource: string, targets: Target[]): Starting {
  const own = exchanges.findIndex(({ responseBody }) => idOf(responseBody) === resource);
  const instances = instancesOf(exchanges, resource, targets);
  const found = objectAt(exchanges[own]?.responseBody);
  const flexible = machineOf(exchanges, resource);
  const first = targets.find((target) => target.resource === resource);
  return {
    id: textAt(found, 'id') ?? first?.path.slice(0, resource.length) ?? resource,
    body:
      own >= 0
        ? withoutLaterChildren(writable(found), { exchanges, targets, own })
        : (modelOf(instances, flexible) ?? unknownSet(exchanges)),
    apiVersion: targets[own]?.apiVersion ?? '',
    from: 0,
    creating: textAt(found, 'properties', 'provisioningState') === 'Creating',
  };
}

/** A child that a request creates before the whole is first seen was not there to begin with. */
function withoutLaterChildren(
  body: JsonObject,
  { exchanges, targets, own }: { exchanges: Exchange[]; targets: Target[]; own: number },
): JsonObject {
  const created = exchanges.slice(0, own).flatMap(({ method, status, responseBody }, index) => {
    const isChild = targets[index]?.path.toLowerCase() !== targets[index]?.resource;
    return method === 'PUT' && status === 201 && isChild ? (idOf(responseBody) ?? []) : [];
  });
  if (created.length === 0) return body;
  return JSON.parse(JSON.stringify(body), (_name, value: unknown) =>
    Array.isArray(value) ? value.filter((item) => !created.includes(idOf(item) ?? '')) : value,
  ) as JsonObject;
}

/** What only a list of the whole subscription or group shows. */
function others(exchanges: Exchange[], known: string[]): Starting[] {
  const seen = new Set(known.map(withoutScrubbing));
  return exchanges.flatMap(({ method, url, responseBody }, index) => {
    const { operation, apiVersion } = targetOf(method, url);
    if (!/^GET (virtualMachineScaleSets|loadBalancers)$/.test(operation)) return [];
    return listAt(responseBody, 'value').flatMap((item) => {
      const id = textAt(item, 'id') ?? '';
      if ([...seen].some((other) => isSame(other, id))) return [];
      seen.add(withoutScrubbing(id));
      const body = writable(objectAt(item));
      const creating = textAt(item, 'properties', 'provisioningState') === 'Creating';
      return [{ id, body, apiVersion, from: creating ? index : 0, creating }];
    });
  });
}

/** Upstream replaced the random end of group names by a number, but not in upper-cased ids. */
function withoutScrubbing(id: string): string {
  return id.toLowerCase().replace(/(\/resourcegroups\/[^/]*?)\d{6}\//, '$1~/');
}

function isSame(known: string, id: string): boolean {
  const [start, end = ''] = known.split('~');
  const other = id.toLowerCase();
  return end === '' ? known === other : other.startsWith(start ?? '') && other.endsWith(end);
}

function idOf(body: unknown): string | undefined {
  return textAt(body, 'id')?.toLowerCase();
}

const READ_ONLY = ['id', 'name', 'type', 'etag'];

/** A body as read, as far as it can be written. */
export function writable(body: JsonObject): JsonObject {
  return without(body, ...READ_ONLY);
}

function instancesOf(exchanges: Exchange[], resource: string, targets: Target[]): JsonObject[] {
  const index = targets.findIndex(
    (target) => target.resource === resource && /^GET .*\/virtualMachines$/.test(target.operation),
  );
  return listAt(exchanges[index]?.responseBody, 'value').filter(isObject);
}

/** A virtual machine of a Flexible set, when the recording shows one. */
function machineOf(exchanges: Exchange[], resource: string): JsonObject | undefined {
  return exchanges
    .map(({ responseBody }) => objectAt(responseBody))
    .find((body) => textAt(body, 'properties', 'virtualMachineScaleSet', 'id')?.toLowerCase() === resource);
}

const PER_INSTANCE = ['name', 'exactVersion', 'toBeDetached', 'computerName'];

/** The model that instances were made from, as far as they show it. */
function modelOf(instances: JsonObject[], machine: JsonObject | undefined): JsonObject | undefined {
  const [first] = instances;
  const like = machine ?? first;
  if (!like) return undefined;
  const { storageProfile, osProfile, networkProfileConfiguration, ...rest } = objectAt(like, 'properties');
  const computer = textAt(osProfile, 'computerName') ?? 'computer000000';
  return {
    location: like.location,
    tags: machine ? {} : like.tags,
    sku: { name: sizeOf(like), tier: 'Standard', capacity: instances.length },
    properties: {
      ...(machine ? { orchestrationMode: 'Flexible', platformFaultDomainCount: 1 } : {}),
      upgradePolicy: { mode: 'Manual' },
      virtualMachineProfile: {
        storageProfile: pruned(storageProfile),
        osProfile: { computerNamePrefix: computer.slice(0, -6), ...objectAt(pruned(osProfile)) },
        networkProfile: machine ? nicsOf(machine) : networkProfileConfiguration,
        ...shared(rest),
      },
    },
  };
}

function sizeOf(instance: JsonObject): string {
  return textAt(instance, 'sku', 'name') ?? textAt(instance, 'properties', 'hardwareProfile', 'vmSize') ?? '';
}

/** Properties that an instance takes from its model unchanged. */
function shared(properties: JsonObject): JsonObject {
  const names = ['priority', 'evictionPolicy', 'billingProfile', 'securityProfile', 'diagnosticsProfile'];
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

function nicsOf(machine: JsonObject): JsonObject {
  const id = textAt(machine, 'properties', 'networkProfile', 'networkInterfaces', 0, 'id') ?? 'nic-0';
  const name = id.slice(id.lastIndexOf('/') + 1).replace(/-[^-]*$/, '');
  const properties = {
    primary: true,
    deleteOption: 'Delete',
    ipConfigurations: [{ name: 'ip', properties: {} }],
  };
  return { networkApiVersion: '2020-11-01', networkInterfaceConfigurations: [{ name, properties }] };
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !PER_INSTANCE.includes(name))
      .map(([name, part]) => [name, name === 'managedDisk' ? without(objectAt(part), 'id') : pruned(part)]),
  );
}
