import { CHILD_NAME } from './formats.ts';
import {
  anything,
  flag,
  length,
  linked,
  list,
  matching,
  object,
  oneOf,
  range,
  integer,
  replaced,
  required,
  shown,
  text,
} from './member.ts';
import { tags } from './tags.ts';

/** A subnet, by itself or in its network; a PUT takes it whole. Where it lies is checked in network/address-space.ts. */
export const subnet = object('Subnet', {
  id: shown,
  name: required(matching(CHILD_NAME)),
  etag: shown,
  type: shown,
  properties: object('SubnetPropertiesFormat', {
    addressPrefix: text,
    addressPrefixes: list(text),
    networkSecurityGroup: linked('Microsoft.Network/networkSecurityGroups'),
    routeTable: linked('Microsoft.Network/routeTables'),
    natGateway: linked('Microsoft.Network/natGateways'),
    serviceEndpoints: list(
      object('ServiceEndpointPropertiesFormat', {
        service: text,
        networkIdentifier: linked(),
        locations: list(text),
        provisioningState: shown,
      }),
    ),
    serviceEndpointPolicies: list(linked()),
    delegations: list(
      object('Delegation', {
        id: shown,
        name: text,
        etag: shown,
        type: shown,
        properties: object('ServiceDelegationPropertiesFormat', {
          serviceName: text,
          actions: shown,
          provisioningState: shown,
        }),
      }),
    ),
    privateEndpointNetworkPolicies: oneOf(
      'Enabled',
      'Disabled',
      'NetworkSecurityGroupEnabled',
      'RouteTableEnabled',
    ),
    privateLinkServiceNetworkPolicies: oneOf('Enabled', 'Disabled'),
    sharingScope: oneOf('Tenant', 'DelegatedServices'),
    defaultOutboundAccess: flag,
    ipAllocations: list(linked()),
    applicationGatewayIPConfigurations: anything,
    ipamPoolPrefixAllocations: anything,
    ipConfigurations: shown,
    ipConfigurationProfiles: shown,
    privateEndpoints: shown,
    resourceNavigationLinks: shown,
    serviceAssociationLinks: shown,
    purpose: shown,
    provisioningState: shown,
  }),
});

/** What is taken of a virtual network. A PUT replaces the whole of it; a PATCH takes nothing but tags. */
export const virtualNetwork = replaced(
  object('VirtualNetwork', {
    id: shown,
    name: shown,
    type: shown,
    etag: shown,
    systemData: shown,
    location: required(text),
    tags,
    extendedLocation: anything,
    properties: object('VirtualNetworkPropertiesFormat', {
      addressSpace: object('AddressSpace', {
        addressPrefixes: length(list(text), 1, 1_000),
        ipamPoolPrefixAllocations: anything,
      }),
      dhcpOptions: object('DhcpOptions', { dnsServers: list(text) }),
      flowTimeoutInMinutes: range(integer, 4, 30),
      subnets: list(subnet),
      virtualNetworkPeerings: anything,
      enableDdosProtection: flag,
      enableVmProtection: flag,
      ddosProtectionPlan: linked(),
      bgpCommunities: object('VirtualNetworkBgpCommunities', {
        virtualNetworkCommunity: required(text),
        regionalCommunity: shown,
      }),
      encryption: object('VirtualNetworkEncryption', {
        enabled: required(flag),
        enforcement: oneOf('DropUnencrypted', 'AllowUnencrypted'),
      }),
      ipAllocations: list(linked()),
      privateEndpointVNetPolicies: oneOf('Disabled', 'Basic'),
      flowLogs: shown,
      resourceGuid: shown,
      provisioningState: shown,
    }),
  }),
);
