import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../json.ts';

/** The collections of a load balancer, in the order GET shows them. */
export const CHILDREN = [
  'frontendIPConfigurations',
  'backendAddressPools',
  'loadBalancingRules',
  'probes',
  'inboundNatRules',
  'outboundRules',
  'inboundNatPools',
] as const;
export type ChildKind = (typeof CHILDREN)[number];

/** What the service fills in when a PUT leaves it out. */
const DEFAULTS: Record<ChildKind, JsonObject> = {
  frontendIPConfigurations: { privateIPAllocationMethod: 'Dynamic' },
  backendAddressPools: {},
  loadBalancingRules: {
    enableFloatingIP: false,
    idleTimeoutInMinutes: 4,
    protocol: 'Tcp',
    enableDestinationServiceEndpoint: false,
    enableTcpReset: false,
    allowBackendPortConflict: false,
    loadDistribution: 'Default',
  },
  probes: { protocol: 'Tcp', intervalInSeconds: 15, numberOfProbes: 2 },
  inboundNatRules: {
    enableFloatingIP: false,
    idleTimeoutInMinutes: 4,
    protocol: 'Tcp',
    enableDestinationServiceEndpoint: false,
    enableTcpReset: false,
    allowBackendPortConflict: false,
  },
  outboundRules: {
    allocatedOutboundPorts: 0,
    protocol: 'All',
    enableTcpReset: false,
    idleTimeoutInMinutes: 4,
  },
  inboundNatPools: {
    protocol: 'Tcp',
    idleTimeoutInMinutes: 4,
    enableFloatingIP: false,
    enableDestinationServiceEndpoint: false,
    enableTcpReset: false,
    allowBackendPortConflict: false,
  },
};

/** What a read shows and a write must not keep: it is worked out anew each time. */
const COMPUTED = new Set([
  'provisioningState',
  'resourceGuid',
  'backendIPConfigurations',
  'backendIPConfiguration',
]);
const REFERENCES: Record<ChildKind, string[]> = {
  frontendIPConfigurations: ['loadBalancingRules', 'inboundNatRules', 'inboundNatPools', 'outboundRules'],
  backendAddressPools: ['loadBalancingRules', 'inboundNatRules', 'outboundRule', 'outboundRules'],
  loadBalancingRules: [],
  probes: ['loadBalancingRules'],
  inboundNatRules: [],
  outboundRules: [],
  inboundNatPools: [],
};

/** A child as stored: its name and what was written, defaults filled in. */
export function storedChild(
  kind: ChildKind,
  child: unknown,
  {
    standard = true,
    global = false,
    version = '',
  }: { standard?: boolean; global?: boolean; version?: string } = {},
): JsonObject {
  const kept = Object.entries(objectAt(child, 'properties')).filter(
    ([name]) => !COMPUTED.has(name) && !REFERENCES[kind].includes(name),
  );
  const properties: JsonObject = {
    ...DEFAULTS[kind],
    ...Object.fromEntries(kept.map(asReference).map(asSpelled)),
  };
  COMPLETED[kind]?.(properties, { standard, global, version });
  const zones = isObject(child) && Array.isArray(child.zones) ? { zones: child.zones } : {};
  return { name: textAt(child, 'name') ?? '', properties, ...zones };
}

/** What else the service makes of a child of this kind. */
const COMPLETED: Partial<
  Record<
    ChildKind,
    (properties: JsonObject, facts: { standard: boolean; global: boolean; version: string }) => void
  >
> = {
  frontendIPConfigurations: (properties, { version }) => {
    if (isObject(properties.subnet)) properties.privateIPAddressVersion ??= 'IPv4';
    else if (version >= PUBLIC_FRONTENDS_SAY_LESS) delete properties.privateIPAddressVersion;
  },
  backendAddressPools: (properties) => {
    keepIpAddresses(properties);
    if (Array.isArray(properties.tunnelInterfaces))
      properties.tunnelInterfaces = properties.tunnelInterfaces.map((tunnel) => ({
        port: 0,
        ...objectAt(tunnel),
      }));
  },
  loadBalancingRules: (properties, { standard }) => {
    pairPools(properties);
    if (standard) properties.disableOutboundSnat ??= false;
  },
  probes: (properties, { global }) => {
    if (!global) properties.probeThreshold ??= 1;
  },
  inboundNatRules: (properties) => {
    if (properties.frontendPortRangeStart !== undefined) properties.frontendPort ??= 0;
  },
};

/** Since then a frontend with a public address does not tell of its private one. */
const PUBLIC_FRONTENDS_SAY_LESS = '2020-01-01';

const SPELLED = [
  'Tcp',
  'Udp',
  'All',
  'Http',
  'Https',
  'Default',
  'SourceIP',
  'SourceIPProtocol',
  'Dynamic',
  'Static',
];
const ENUMS = new Set(['protocol', 'loadDistribution', 'privateIPAllocationMethod']);

/** The service takes enumerations in any case, and answers in its own. */
function asSpelled([name, value]: [string, unknown]): [string, unknown] {
  if (!ENUMS.has(name) || typeof value !== 'string') return [name, value];
  return [name, SPELLED.find((known) => known.toLowerCase() === value.toLowerCase()) ?? value];
}

/** Whoever sends a whole resource where one refers to it gets back the reference. */
function asReference([name, value]: [string, unknown]): [string, unknown] {
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => name !== 'loadBalancerBackendAddresses' && textAt(item, 'id') !== undefined)
  )
    return [name, value.map((item) => ({ id: textAt(item, 'id') }))];
  return isObject(value) && typeof value.id === 'string' ? [name, { id: value.id }] : [name, value];
}

/** Addresses that name an interface are shown from the interface's own membership; only those given by IP are kept. */
function keepIpAddresses(properties: JsonObject): void {
  const given = listAt(properties, 'loadBalancerBackendAddresses')
    .filter((address) => !isObject(objectAt(address, 'properties').networkInterfaceIPConfiguration))
    .map((address) => {
      const { adminState, ...rest } = without(objectAt(address, 'properties'), 'provisioningState');
      const kept = adminState === undefined || adminState === 'None' ? rest : { ...rest, adminState };
      return { name: textAt(address, 'name'), properties: kept };
    });
  if (given.length > 0) properties.loadBalancerBackendAddresses = given;
  else delete properties.loadBalancerBackendAddresses;
}

/** `backendAddressPool` and the list `backendAddressPools` say the same twice, unless there are several. */
function pairPools(properties: JsonObject): void {
  const pools = listAt(properties, 'backendAddressPools');
  const single = properties.backendAddressPool;
  if (pools.length > 1) delete properties.backendAddressPool;
  else if (isObject(single)) properties.backendAddressPools = [single];
  else if (isObject(pools[0])) properties.backendAddressPool = pools[0];
}

/** The body of a PUT with only what a load balancer keeps. */
export function storedLoadBalancer(body: JsonObject, version = ''): JsonObject {
  const properties: JsonObject = {};
  const sku = { name: 'Basic', tier: 'Regional', ...objectAt(body, 'sku') };
  const facts = { standard: sku.name !== 'Basic', global: sku.tier === 'Global', version };
  for (const kind of CHILDREN)
    properties[kind] = listAt(body, 'properties', kind).map((child) => storedChild(kind, child, facts));
  properties.inboundNatRules = ownNatRules(properties);
  return {
    location: body.location,
    tags: isObject(body.tags) ? body.tags : {},
    ...(isObject(body.extendedLocation) && { extendedLocation: body.extendedLocation }),
    sku,
    properties,
  };
}

export function childrenOf(body: JsonObject, kind: ChildKind): JsonObject[] {
  return listAt(body, 'properties', kind).filter(isObject);
}

/** Whoever sends back what GET has answered also sends the rules that NAT pools make; those are not kept. */
function ownNatRules(properties: JsonObject): unknown[] {
  const pools = listAt(properties, 'inboundNatPools').map((pool) => textAt(pool, 'name')?.toLowerCase());
  return listAt(properties, 'inboundNatRules').filter((rule) => {
    const [, pool] = /^(.*)\.\d+$/.exec(textAt(rule, 'name')?.toLowerCase() ?? '') ?? [];
    return pool === undefined || !pools.includes(pool);
  });
}
