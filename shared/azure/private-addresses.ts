import type { NetworkInterface, NetworkInterfaceIPConfiguration } from '@azure/arm-network';

const OWN_PART = /\/networkinterfaces\/[^/]+$/;

/**
 * The primary private IPv4 address of each VM, by its resource id in lower case. Interfaces without a VM are left out.
 */
export function addressesByVm(interfaces: NetworkInterface[]): Map<string, string> {
  const addresses = new Map<string, string>();
  // Primary interfaces last, so that they win over a VM's other ones.
  const ordered = interfaces.toSorted(
    (one, other) => Number(one.primary ?? false) - Number(other.primary ?? false),
  );
  for (const nic of ordered) {
    const vm = vmOf(nic);
    const address = addressOf(nic.ipConfigurations ?? []);
    if (vm && address) addresses.set(vm, address);
  }
  return addresses;
}

/** A Uniform instance's interface lies below it in the id, also when it does not name its VM. */
export function vmOf(nic: NetworkInterface): string | undefined {
  const named = nic.virtualMachine?.id?.toLowerCase();
  if (named) return named;
  const id = nic.id?.toLowerCase();
  return id?.includes('/virtualmachines/') ? id.replace(OWN_PART, '') : undefined;
}

function addressOf(configurations: NetworkInterfaceIPConfiguration[]): string | undefined {
  const usable = configurations.filter(
    (one) => one.privateIPAddress && one.privateIPAddressVersion?.toLowerCase() !== 'ipv6',
  );
  return (usable.find((one) => one.primary) ?? usable[0])?.privateIPAddress;
}
