const any = { protocol: '*', sourcePortRange: '*', destinationPortRange: '*' };
const rule = (name: string, priority: number, parts: object) => ({ name, ...any, priority, ...parts });
const from = (sourceAddressPrefix: string, destinationAddressPrefix: string) => ({
  sourceAddressPrefix,
  destinationAddressPrefix,
});
const inbound = { direction: 'Inbound' };
const outbound = { direction: 'Outbound' };

/** The six rules that every network security group has. */
export const DEFAULT_RULES = [
  rule('AllowVnetInBound', 65_000, {
    ...from('VirtualNetwork', 'VirtualNetwork'),
    access: 'Allow',
    ...inbound,
  }),
  rule('AllowAzureLoadBalancerInBound', 65_001, {
    ...from('AzureLoadBalancer', '*'),
    access: 'Allow',
    ...inbound,
  }),
  rule('DenyAllInBound', 65_500, { ...from('*', '*'), access: 'Deny', ...inbound }),
  rule('AllowVnetOutBound', 65_000, {
    ...from('VirtualNetwork', 'VirtualNetwork'),
    access: 'Allow',
    ...outbound,
  }),
  rule('AllowInternetOutBound', 65_001, { ...from('*', 'Internet'), access: 'Allow', ...outbound }),
  rule('DenyAllOutBound', 65_500, { ...from('*', '*'), access: 'Deny', ...outbound }),
];
