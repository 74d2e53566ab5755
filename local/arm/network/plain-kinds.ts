import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { DEFAULT_RULES } from './default-rules.ts';

/** A network resource that is kept as written: what it is called, what is filled in, what it contains. */
export interface PlainKind {
  /** Last part of the type: `virtualNetworks`. */
  name: string;
  type: string;
  /** What the service fills in when it is left out. */
  defaults: JsonObject;
  sku?: JsonObject;
  /** Parts that are computed, so never stored: what GET shows may be PUT back. */
  computed: string[];
  /** The children that are written by themselves too. */
  child?: { kind: string; defaults: JsonObject; computed: string[] };
}

const SKU = { name: 'Basic', tier: 'Regional' };
const COMPUTED = ['provisioningState', 'resourceGuid'];

export const PLAIN_KINDS: Record<string, PlainKind> = {
  virtualNetworks: {
    name: 'virtualNetworks',
    type: 'Microsoft.Network/virtualNetworks',
    defaults: { subnets: [], virtualNetworkPeerings: [], enableDdosProtection: false },
    computed: COMPUTED,
    child: {
      kind: 'subnets',
      defaults: {
        delegations: [],
        privateEndpointNetworkPolicies: 'Disabled',
        privateLinkServiceNetworkPolicies: 'Enabled',
      },
      computed: ['provisioningState', 'ipConfigurations'],
    },
  },
  networkSecurityGroups: {
    name: 'networkSecurityGroups',
    type: 'Microsoft.Network/networkSecurityGroups',
    defaults: { securityRules: [] },
    computed: [...COMPUTED, 'defaultSecurityRules', 'subnets', 'networkInterfaces'],
    child: { kind: 'securityRules', defaults: {}, computed: ['provisioningState'] },
  },
  publicIPAddresses: {
    name: 'publicIPAddresses',
    type: 'Microsoft.Network/publicIPAddresses',
    defaults: {
      publicIPAddressVersion: 'IPv4',
      publicIPAllocationMethod: 'Dynamic',
      idleTimeoutInMinutes: 4,
      ipTags: [],
    },
    sku: SKU,
    computed: [...COMPUTED, 'ipAddress', 'ipConfiguration'],
  },
  publicIPPrefixes: {
    name: 'publicIPPrefixes',
    type: 'Microsoft.Network/publicIPPrefixes',
    defaults: { prefixLength: 28, publicIPAddressVersion: 'IPv4', ipTags: [] },
    sku: { name: 'Standard', tier: 'Regional' },
    computed: [...COMPUTED, 'ipPrefix', 'publicIPAddresses'],
  },
};

/** What is kept of a body: as written, completed, without what is computed. */
export function storedPlain(kind: PlainKind, body: JsonObject): JsonObject {
  const { location, tags, sku, zones, extendedLocation } = body;
  const written = without(objectAt(body, 'properties'), ...kind.computed);
  const { child } = kind;
  const children = child && {
    [child.kind]: listAt(written, child.kind)
      .filter(isObject)
      .map((item) => storedPlainChild(kind, item)),
  };
  return {
    location,
    ...(isObject(tags) && { tags }),
    ...(kind.sku && { sku: { ...kind.sku, ...objectAt({ sku }, 'sku') } }),
    ...(Array.isArray(zones) && { zones }),
    ...(isObject(extendedLocation) && { extendedLocation }),
    properties: { ...kind.defaults, ...written, ...children },
  };
}

/** One subnet or rule as it is kept. */
export function storedPlainChild(kind: PlainKind, item: JsonObject): JsonObject {
  const { defaults = {}, computed = [] } = kind.child ?? {};
  const properties = without(objectAt(item, 'properties'), ...computed);
  return { name: textAt(item, 'name'), properties: { ...defaults, ...properties } };
}

/** The parts of one kind that nobody writes. */
export function fixedParts(kind: PlainKind, id: string): JsonObject {
  if (kind.name !== 'networkSecurityGroups') return {};
  const type = `${kind.type}/defaultSecurityRules`;
  return {
    defaultSecurityRules: DEFAULT_RULES.map(({ name, ...properties }) => ({
      name,
      id: `${id}/defaultSecurityRules/${name}`,
      type,
      properties: { provisioningState: 'Succeeded', ...properties },
    })),
  };
}
