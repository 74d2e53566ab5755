import {
  flag,
  integer,
  list,
  map,
  matching,
  object,
  oneOf,
  range,
  reference,
  required,
  text,
} from './member.ts';
import { CHILD_NAME } from './formats.ts';

/** The interfaces of a machine, and what they are connected to. */
export const networkProfile = object('VirtualMachineScaleSetNetworkProfile', {
  healthProbe: reference('Microsoft.Network/loadBalancers/probes'),
  networkInterfaceConfigurations: list(
    object('VirtualMachineScaleSetNetworkConfiguration', {
      name: required(matching(CHILD_NAME)),
      properties: object('VirtualMachineScaleSetNetworkConfigurationProperties', {
        primary: flag,
        enableAcceleratedNetworking: flag,
        effectiveEnableAcceleratedNetworking: flag,
        disableTcpStateTracking: flag,
        enableFpga: flag,
        networkSecurityGroup: reference('Microsoft.Network/networkSecurityGroups'),
        dnsSettings: object('VirtualMachineScaleSetNetworkConfigurationDnsSettings', {
          dnsServers: list(text),
        }),
        ipConfigurations: required(
          list(
            object('VirtualMachineScaleSetIPConfiguration', {
              name: required(matching(CHILD_NAME)),
              properties: object('VirtualMachineScaleSetIPConfigurationProperties', {
                subnet: reference('Microsoft.Network/virtualNetworks/subnets'),
                primary: flag,
                publicIPAddressConfiguration: object('VirtualMachineScaleSetPublicIPAddressConfiguration', {
                  name: required(matching(CHILD_NAME)),
                  properties: object('VirtualMachineScaleSetPublicIPAddressConfigurationProperties', {
                    idleTimeoutInMinutes: range(integer, 4, 30),
                    dnsSettings: object('VirtualMachineScaleSetPublicIPAddressConfigurationDnsSettings', {
                      domainNameLabel: required(text),
                      domainNameLabelScope: oneOf(
                        'TenantReuse',
                        'SubscriptionReuse',
                        'ResourceGroupReuse',
                        'NoReuse',
                      ),
                    }),
                    ipTags: list(
                      object('VirtualMachineScaleSetIpTag', {
                        ipTagType: text,
                        tag: text,
                        firstPartyServiceTagId: text,
                      }),
                    ),
                    publicIPPrefix: reference('Microsoft.Network/publicIPPrefixes'),
                    publicIPAddressVersion: oneOf('IPv4', 'IPv6'),
                    deleteOption: oneOf('Delete', 'Detach'),
                  }),
                  sku: object('PublicIPAddressSku', {
                    name: oneOf('Basic', 'Standard'),
                    tier: oneOf('Regional', 'Global'),
                  }),
                  tags: map(text),
                }),
                privateIPAddressVersion: oneOf('IPv4', 'IPv6'),
                applicationGatewayBackendAddressPools: list(reference()),
                applicationSecurityGroups: list(reference()),
                loadBalancerBackendAddressPools: list(
                  reference('Microsoft.Network/loadBalancers/backendAddressPools'),
                ),
                loadBalancerInboundNatPools: list(
                  reference('Microsoft.Network/loadBalancers/inboundNatPools'),
                ),
              }),
            }),
          ),
        ),
        enableIPForwarding: flag,
        deleteOption: oneOf('Delete', 'Detach'),
        auxiliaryMode: oneOf('None', 'AcceleratedConnections', 'Floating', 'MaxConnections'),
        auxiliarySku: oneOf('None', 'A1', 'A2', 'A4', 'A8'),
      }),
      tags: map(text),
    }),
  ),
  networkApiVersion: oneOf('2020-11-01', '2022-11-01'),
  interconnectGroupProfile: object('InterconnectGroupProfile', {
    interconnectGroup: reference(),
    subgroups: list(reference()),
  }),
});
