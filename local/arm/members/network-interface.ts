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
  required,
  shown,
  text,
} from './member.ts';
import { tags } from './tags.ts';

const LB = 'Microsoft.Network/loadBalancers';

export const ipConfiguration = object('NetworkInterfaceIPConfiguration', {
  id: shown,
  name: required(matching(CHILD_NAME)),
  etag: shown,
  type: shown,
  properties: object('NetworkInterfaceIPConfigurationPropertiesFormat', {
    provisioningState: shown,
    privateLinkConnectionProperties: shown,
    subnet: linked('Microsoft.Network/virtualNetworks/subnets'),
    privateIPAddress: text,
    privateIPAddressPrefixLength: anything,
    privateIPAllocationMethod: oneOf('Static', 'Dynamic'),
    privateIPAddressVersion: oneOf('IPv4', 'IPv6'),
    primary: flag,
    publicIPAddress: linked('Microsoft.Network/publicIPAddresses'),
    loadBalancerBackendAddressPools: list(linked(`${LB}/backendAddressPools`)),
    loadBalancerInboundNatRules: list(linked(`${LB}/inboundNatRules`)),
    applicationGatewayBackendAddressPools: anything,
    applicationSecurityGroups: anything,
    virtualNetworkTaps: anything,
    gatewayLoadBalancer: linked(),
  }),
});

/** A network interface as a resource of its own. */
export const networkInterface = object('NetworkInterface', {
  id: shown,
  name: shown,
  type: shown,
  etag: shown,
  systemData: shown,
  location: required(text),
  tags,
  extendedLocation: anything,
  properties: object('NetworkInterfacePropertiesFormat', {
    provisioningState: shown,
    resourceGuid: shown,
    macAddress: shown,
    virtualMachine: shown,
    hostedWorkloads: shown,
    tapConfigurations: shown,
    primary: shown,
    defaultOutboundConnectivityEnabled: shown,
    dscpConfiguration: shown,
    privateEndpoint: shown,
    privateLinkService: anything,
    migrationPhase: anything,
    vnetEncryptionSupported: shown,
    ipConfigurations: required(length(list(ipConfiguration), 1, 256)),
    networkSecurityGroup: linked('Microsoft.Network/networkSecurityGroups'),
    dnsSettings: object('NetworkInterfaceDnsSettings', {
      dnsServers: list(text),
      internalDnsNameLabel: text,
      appliedDnsServers: shown,
      internalFqdn: shown,
      internalDomainNameSuffix: shown,
    }),
    enableAcceleratedNetworking: flag,
    enableIPForwarding: flag,
    disableTcpStateTracking: flag,
    workloadType: text,
    nicType: oneOf('Standard', 'Elastic'),
    auxiliaryMode: oneOf('None', 'MaxConnections', 'Floating', 'AcceleratedConnections'),
    auxiliarySku: oneOf('None', 'A1', 'A2', 'A4', 'A8'),
  }),
});
