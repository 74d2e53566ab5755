import { CHILD_NAME } from './formats.ts';
import {
  anything,
  fixed,
  flag,
  integer,
  linked,
  list,
  matching,
  object,
  oneOf,
  range,
  replaced,
  required,
  shown,
  text,
  type Members,
  type Member,
} from './member.ts';
import { tags } from './tags.ts';

const LB = 'Microsoft.Network/loadBalancers';
const port = range(integer, 1, 65_535);
const frontendPort = range(integer, 0, 65_534);
const idleTimeoutInMinutes = range(integer, 4, 100);
const transport = oneOf('Udp', 'Tcp', 'All');
const frontend = linked(`${LB}/frontendIPConfigurations`);
const pool = linked(`${LB}/backendAddressPools`);

/** What all children have beside what makes them different. */
function child(type: string, properties: Members, more: Members = {}): Member {
  return object(type, {
    id: shown,
    name: required(matching(CHILD_NAME)),
    etag: shown,
    type: shown,
    ...more,
    properties: object(`${type}PropertiesFormat`, { provisioningState: shown, ...properties }),
  });
}

const sharing = {
  idleTimeoutInMinutes,
  enableFloatingIP: flag,
  enableTcpReset: flag,
  enableDestinationServiceEndpoint: flag,
  allowBackendPortConflict: flag,
};

export const frontendIPConfiguration = child(
  'FrontendIPConfiguration',
  {
    outboundNatRules: shown,
    inboundNatRules: shown,
    inboundNatPools: shown,
    outboundRules: shown,
    loadBalancingRules: shown,
    privateIPAddress: text,
    privateIPAllocationMethod: oneOf('Static', 'Dynamic'),
    privateIPAddressVersion: oneOf('IPv4', 'IPv6'),
    subnet: linked('Microsoft.Network/virtualNetworks/subnets'),
    publicIPAddress: linked('Microsoft.Network/publicIPAddresses'),
    publicIPPrefix: linked('Microsoft.Network/publicIPPrefixes'),
    gatewayLoadBalancer: linked(),
  },
  { zones: list(oneOf('1', '2', '3')) },
);

export const backendAddressPool = child('BackendAddressPool', {
  location: text,
  tunnelInterfaces: list(
    object('GatewayLoadBalancerTunnelInterface', {
      port: range(integer, 0, 65_535),
      identifier: integer,
      protocol: oneOf('None', 'Native', 'VXLAN'),
      type: oneOf('None', 'Internal', 'External'),
    }),
  ),
  loadBalancerBackendAddresses: list(
    object('LoadBalancerBackendAddress', {
      id: shown,
      etag: shown,
      type: shown,
      name: required(text),
      properties: object('LoadBalancerBackendAddressPropertiesFormat', {
        provisioningState: shown,
        virtualNetwork: linked(),
        subnet: linked(),
        ipAddress: text,
        // Kept apart from what is given by IP; see network/load-balancer-children.ts.
        networkInterfaceIPConfiguration: linked(),
        loadBalancerFrontendIPConfiguration: linked(),
        inboundNatRulesPortMapping: shown,
        adminState: oneOf('None', 'Up', 'Down'),
      }),
    }),
  ),
  backendIPConfigurations: shown,
  loadBalancingRules: shown,
  outboundRule: shown,
  outboundRules: shown,
  inboundNatRules: shown,
  drainPeriodInSeconds: range(integer, 1, 3_600),
  virtualNetwork: linked(),
  syncMode: oneOf('Automatic', 'Manual'),
});

const loadBalancingRule = child('LoadBalancingRule', {
  frontendIPConfiguration: frontend,
  backendAddressPool: pool,
  backendAddressPools: list(pool),
  probe: linked(`${LB}/probes`),
  protocol: required(transport),
  loadDistribution: oneOf('Default', 'SourceIP', 'SourceIPProtocol'),
  frontendPort: required(frontendPort),
  backendPort: range(integer, 0, 65_535),
  disableOutboundSnat: flag,
  enableConnectionTracking: flag,
  ...sharing,
});

const probe = child('Probe', {
  loadBalancingRules: shown,
  protocol: required(oneOf('Http', 'Tcp', 'Https')),
  port: required(port),
  intervalInSeconds: range(integer, 5, 2_147_483_646),
  noHealthyBackendsBehavior: oneOf('AllProbedDown', 'AllProbedUp'),
  numberOfProbes: range(integer, 1, 2_147_483_646),
  probeThreshold: range(integer, 1, 100),
  requestPath: text,
});

export const inboundNatRule = child('InboundNatRule', {
  frontendIPConfiguration: frontend,
  backendIPConfiguration: shown,
  protocol: transport,
  frontendPort,
  backendPort: port,
  frontendPortRangeStart: frontendPort,
  frontendPortRangeEnd: frontendPort,
  backendAddressPool: pool,
  ...sharing,
});

const inboundNatPool = child('InboundNatPool', {
  frontendIPConfiguration: frontend,
  protocol: required(transport),
  frontendPortRangeStart: required(range(integer, 1, 65_534)),
  frontendPortRangeEnd: required(port),
  backendPort: required(port),
  ...sharing,
});

const outboundRule = child('OutboundRule', {
  allocatedOutboundPorts: range(integer, 0, 64_000),
  frontendIPConfigurations: required(list(frontend)),
  backendAddressPool: required(pool),
  protocol: required(oneOf('Tcp', 'Udp', 'All')),
  allocationPolicy: anything,
  enableTcpReset: flag,
  idleTimeoutInMinutes: range(integer, 4, 120),
});

/** What is taken of a load balancer. A PUT replaces the whole of it; a PATCH takes nothing but tags. */
export const loadBalancer = replaced(
  object('LoadBalancer', {
    id: shown,
    name: shown,
    type: shown,
    etag: shown,
    location: required(text),
    tags,
    extendedLocation: object('ExtendedLocation', { name: text, type: oneOf('EdgeZone') }),
    sku: object('LoadBalancerSku', {
      name: fixed(oneOf('Basic', 'Standard', 'Gateway'), 'Basic'),
      tier: fixed(oneOf('Regional', 'Global'), 'Regional'),
    }),
    properties: object('LoadBalancerPropertiesFormat', {
      frontendIPConfigurations: list(frontendIPConfiguration),
      backendAddressPools: list(backendAddressPool),
      loadBalancingRules: list(loadBalancingRule),
      probes: list(probe),
      inboundNatRules: list(inboundNatRule),
      outboundRules: list(outboundRule),
      inboundNatPools: list(inboundNatPool),
      // Of api-versions long gone.
      outboundNatRules: shown,
      resourceGuid: shown,
      provisioningState: shown,
    }),
  }),
);
