import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { Member } from '../members/member.ts';
import { networkSecurityGroup, securityRule } from '../members/network-security-group.ts';
import { publicIPAddress, publicIPPrefix } from '../members/public-ip.ts';
import { subnet, virtualNetwork } from '../members/virtual-network.ts';
import { DEFAULT_RULES } from './default-rules.ts';

/** A network resource that is kept as written: what it is called, what is filled in, what it contains. */
export interface PlainKind {
  /** Last part of the type: `virtualNetworks`. */
  name: string;
  type: string;
  /** What the service fills in when it is left out. */
  defaults: JsonObject;
  sku?: JsonObject;
  /** What is taken of it. */
  table: Member;
  /** The children that are written by themselves too. */
  child?: { kind: string; table: Member; defaults: JsonObject };
}

const SKU = { name: 'Basic', tier: 'Regional' };

export const PLAIN_KINDS: Record<string, PlainKind> = {
  virtualNetworks: {
    name: 'virtualNetworks',
    type: 'Microsoft.Network/virtualNetworks',
    defaults: { subnets: [], virtualNetworkPeerings: [], enableDdosProtection: false },
    table: virtualNetwork,
    child: {
      kind: 'subnets',
      table: subnet,
      defaults: {
        delegations: [],
        privateEndpointNetworkPolicies: 'Disabled',
        privateLinkServiceNetworkPolicies: 'Enabled',
      },
    },
  },
  networkSecurityGroups: {
    name: 'networkSecurityGroups',
    type: 'Microsoft.Network/networkSecurityGroups',
    defaults: { securityRules: [] },
    table: networkSecurityGroup,
    child: { kind: 'securityRules', table: securityRule, defaults: {} },
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
    table: publicIPAddress,
  },
  publicIPPrefixes: {
    name: 'publicIPPrefixes',
    type: 'Microsoft.Network/publicIPPrefixes',
    defaults: { prefixLength: 28, publicIPAddressVersion: 'IPv4', ipTags: [] },
    sku: { name: 'Standard', tier: 'Regional' },
    table: publicIPPrefix,
  },
};

/** What is kept of a body that was read by the table: as written, completed. */
export function storedPlain(kind: PlainKind, body: JsonObject): JsonObject {
  const { location, tags, sku, zones, extendedLocation } = body;
  const written = objectAt(body, 'properties');
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
  const { defaults = {} } = kind.child ?? {};
  return { name: textAt(item, 'name'), properties: { ...defaults, ...objectAt(item, 'properties') } };
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
