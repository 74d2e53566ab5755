import {
  anything,
  fixed,
  integer,
  length,
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
} from './member.ts';
import { tags } from './tags.ts';

const version = fixed(oneOf('IPv4', 'IPv6'), 'IPv4');
const ipTags = list(object('IpTag', { ipTagType: text, tag: text }));

const COMMON: Members = {
  id: shown,
  name: shown,
  type: shown,
  etag: shown,
  systemData: shown,
  location: required(text),
  tags,
  extendedLocation: anything,
  zones: list(oneOf('1', '2', '3')),
};

/** What is taken of a public address. A PUT replaces the whole of it; a PATCH takes nothing but tags. */
export const publicIPAddress = replaced(
  object('PublicIPAddress', {
    ...COMMON,
    sku: object('PublicIPAddressSku', {
      name: oneOf('Basic', 'Standard', 'StandardV2'),
      tier: oneOf('Regional', 'Global'),
    }),
    properties: object('PublicIPAddressPropertiesFormat', {
      publicIPAllocationMethod: oneOf('Static', 'Dynamic'),
      publicIPAddressVersion: version,
      dnsSettings: object('PublicIPAddressDnsSettings', {
        domainNameLabel: matching(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/),
        domainNameLabelScope: oneOf('TenantReuse', 'SubscriptionReuse', 'ResourceGroupReuse', 'NoReuse'),
        fqdn: text,
        reverseFqdn: text,
      }),
      ddosSettings: object('DdosSettings', {
        protectionMode: oneOf('VirtualNetworkInherited', 'Enabled', 'Disabled'),
        ddosProtectionPlan: linked(),
      }),
      ipTags,
      idleTimeoutInMinutes: range(integer, 4, 30),
      publicIPPrefix: linked('Microsoft.Network/publicIPPrefixes'),
      natGateway: anything,
      servicePublicIPAddress: anything,
      linkedPublicIPAddress: anything,
      migrationPhase: oneOf('None', 'Prepare', 'Commit', 'Abort', 'Committed'),
      deleteOption: oneOf('Delete', 'Detach'),
      ipAddress: shown,
      ipConfiguration: shown,
      resourceGuid: shown,
      provisioningState: shown,
    }),
  }),
);

/** What is taken of a block of public addresses. A PUT replaces the whole of it; a PATCH takes nothing but tags. */
export const publicIPPrefix = replaced(
  object('PublicIPPrefix', {
    ...COMMON,
    sku: object('PublicIPPrefixSku', {
      name: oneOf('Standard', 'StandardV2'),
      tier: oneOf('Regional', 'Global'),
    }),
    properties: object('PublicIPPrefixPropertiesFormat', {
      prefixLength: fixed(range(integer, 21, 127), 28),
      publicIPAddressVersion: version,
      ipTags: length(ipTags, 0, 10),
      natGateway: linked(),
      customIPPrefix: linked(),
      loadBalancerFrontendIpConfiguration: shown,
      ipPrefix: shown,
      publicIPAddresses: shown,
      resourceGuid: shown,
      provisioningState: shown,
    }),
  }),
);
