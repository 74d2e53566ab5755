import type { NetworkInterface, NetworkInterfaceIPConfiguration, PublicIPAddress } from '@azure/arm-network';
import type { MachineAddresses } from '../ports/scale-sets.ts';

const OWN_PART = /\/networkinterfaces\/[^/]+$/;

interface Which {
  /** The interface's name in the scale set's model; the primary one when absent. */
  nic?: string | undefined;
  publicIps?: PublicIPAddress[];
}

/**
 * The primary IPv4 addresses of each VM, by its resource id in lower case. Interfaces without a VM are left out.
 */
export function addressesByVm(
  interfaces: NetworkInterface[],
  { nic: wanted, publicIps = [] }: Which = {},
): Map<string, MachineAddresses> {
  const publicOf = byConfiguration(publicIps);
  const addresses = new Map<string, MachineAddresses>();
  // Primary interfaces last, so that they win over a VM's other ones.
  const ordered = interfaces
    .filter((nic) => wanted === undefined || isOfName(nic, wanted))
    .toSorted((one, other) => Number(one.primary ?? false) - Number(other.primary ?? false));
  for (const nic of ordered) {
    const vm = vmOf(nic);
    const found = addressesOf(nic.ipConfigurations ?? [], publicOf);
    if (vm && (found.privateIp ?? found.publicIp)) addresses.set(vm, found);
  }
  return addresses;
}

/** An interface of a Uniform set has the name of the model; one of a Flexible set's machine has something after it. */
function isOfName({ name = '' }: NetworkInterface, wanted: string): boolean {
  const [own, model] = [name.toLowerCase(), wanted.toLowerCase()];
  return own === model || own.startsWith(`${model}-`);
}

/** A Uniform instance's interface lies below it in the id, also when it does not name its VM. */
export function vmOf(nic: NetworkInterface): string | undefined {
  const named = nic.virtualMachine?.id?.toLowerCase();
  if (named) return named;
  const id = nic.id?.toLowerCase();
  return id?.includes('/virtualmachines/') ? id.replace(OWN_PART, '') : undefined;
}

function byConfiguration(publicIps: PublicIPAddress[]): Map<string, string> {
  return new Map(
    publicIps.flatMap(({ ipAddress, ipConfiguration, publicIPAddressVersion }) => {
      const id = ipConfiguration?.id?.toLowerCase();
      const isUsable = ipAddress && publicIPAddressVersion?.toLowerCase() !== 'ipv6';
      return id && isUsable ? [[id, ipAddress] as const] : [];
    }),
  );
}

function addressesOf(
  configurations: NetworkInterfaceIPConfiguration[],
  publicOf: Map<string, string>,
): MachineAddresses {
  const primaryFirst = configurations.toSorted(
    (one, other) => Number(other.primary ?? false) - Number(one.primary ?? false),
  );
  const privateIp = primaryFirst.find(
    (one) => one.privateIPAddress && one.privateIPAddressVersion?.toLowerCase() !== 'ipv6',
  )?.privateIPAddress;
  const publicIp = primaryFirst
    .map(({ id }) => publicOf.get(id?.toLowerCase() ?? ''))
    .find((address) => address !== undefined);
  return { ...(privateIp ? { privateIp } : {}), ...(publicIp ? { publicIp } : {}) };
}
