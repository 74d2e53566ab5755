/**
 * What no two runs of the same requests have in common on the real service: only that it is there, and its type, can be
 * compared. Everything else must be as recorded.
 */
const PER_RUN = new Set([
  // Identities that the service makes up, and versions of a state.
  ...['etag', 'uniqueId', 'vmId', 'resourceGuid', 'placementGroupId', 'principalId', 'clientId', 'tenantId'],
  // Times.
  ...['timeCreated', 'time', 'startTime', 'endTime', 'lastActionTime', 'VirtualMachineProfileTimeCreated'],
  // Image builds, and what runs inside of a machine that was made of one.
  ...['exactVersion', 'osName', 'osVersion', 'vmAgentVersion', 'typeHandlerVersion', 'hyperVGeneration'],
  // Where a machine landed, and what the network gave it.
  ...['platformFaultDomain', 'platformUpdateDomain', 'macAddress', 'privateIPAddress'],
  ...['internalDomainNameSuffix', 'computerName', 'instanceId'],
]);

/** The texts that what runs inside of a machine gives of itself. */
const OF_THE_GUEST = /(vmAgent\.|extensions\[\]\.).*message$/;

export function isPerRun(path: string): boolean {
  return PER_RUN.has(path.split('.').at(-1) ?? '') || OF_THE_GUEST.test(path);
}

const RANDOM: Array<[RegExp, string]> = [
  [/^\d+\/\d+\/\d{4} \d+:\d\d:\d\d [AP]M \+00:00$/, '{time}'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{guid}'],
  [/[0-9a-f]{32}/gi, '{hex}'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?/g, '{time}'],
  // What an image was built as, and how the service calls the disk that it makes of it.
  [/^\d+\.\d+\.\d+$/, '{build}'],
  [/_disk1_(?=\{hex\})/g, '_OsDisk_1_'],
  // Names that Flexible machines and their interfaces get.
  [/[-_][0-9a-f]{8}(?=$|\/|_)/g, '-{random}'],
];
/** Upstream scrubbed names to other lengths, on which depends how the disk of a machine is called. */
const SCRUBBED_DISK = /[^/]*0{3}\d{3}[^/]*(OS_|OsDisk_)_?1_\{hex\}/;
/** An instance's own id within names made of it: machines, disks, NAT rules. */
const INSTANCE = /([_.])\d+(?=$|\/|_OsDisk|_OS_|_disk|_\{hex\})|(-os-)\d+(?=-\{hex\})/gi;

/** A text with what differs between runs taken out; ids are the same whatever their case. */
export function comparable(text: string): string {
  const plain = RANDOM.reduce((result, [pattern, name]) => result.replace(pattern, name), text);
  const named = plain.replace(SCRUBBED_DISK, '{disk}').replace(INSTANCE, '$1$2{instance}');
  return /^\/subscriptions\//i.test(named) ? named.toLowerCase() : named;
}
