import { CHILD_NAME } from './formats.ts';
import {
  flag,
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
} from './member.ts';
import { tags } from './tags.ts';

const PORT = '(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])';
/** `*`, a port from 0 to 65535, or two with a dash between. */
const ports = matching(new RegExp(`^(\\*|${PORT}(-${PORT})?)$`));

/** A rule, by itself or in its group; a PUT takes it whole. */
export const securityRule = object('SecurityRule', {
  id: shown,
  name: required(matching(CHILD_NAME)),
  etag: shown,
  type: shown,
  properties: object('SecurityRulePropertiesFormat', {
    description: length(text, 0, 140),
    protocol: required(oneOf('Tcp', 'Udp', 'Icmp', 'Esp', '*', 'Ah')),
    access: required(oneOf('Allow', 'Deny')),
    direction: required(oneOf('Inbound', 'Outbound')),
    priority: required(range(integer, 100, 4_096)),
    sourcePortRange: ports,
    sourcePortRanges: list(ports),
    destinationPortRange: ports,
    destinationPortRanges: list(ports),
    sourceAddressPrefix: text,
    sourceAddressPrefixes: list(text),
    sourceApplicationSecurityGroups: list(linked()),
    destinationAddressPrefix: text,
    destinationAddressPrefixes: list(text),
    destinationApplicationSecurityGroups: list(linked()),
    provisioningState: shown,
  }),
});

/** What is taken of a security group. A PUT replaces the whole of it; a PATCH takes nothing but tags. */
export const networkSecurityGroup = replaced(
  object('NetworkSecurityGroup', {
    id: shown,
    name: shown,
    type: shown,
    etag: shown,
    systemData: shown,
    location: required(text),
    tags,
    properties: object('NetworkSecurityGroupPropertiesFormat', {
      flushConnection: flag,
      securityRules: list(securityRule),
      defaultSecurityRules: shown,
      networkInterfaces: shown,
      subnets: shown,
      flowLogs: shown,
      resourceGuid: shown,
      provisioningState: shown,
    }),
  }),
);
