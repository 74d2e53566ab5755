import { keyOf } from '../ids.ts';
import { isObject, listAt, textAt, type JsonObject } from '../json.ts';
import { ipConfiguration, networkInterface } from '../members/network-interface.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import type { PlainKind } from './plain-kinds.ts';

export const INTERFACES = 'Microsoft.Network/networkInterfaces';

/** A network interface that is a resource of its own; those of a Flexible set's machines are computed. */
export const INTERFACE_KIND: PlainKind = {
  name: 'networkInterfaces',
  type: INTERFACES,
  defaults: {
    dnsSettings: { dnsServers: [] },
    enableAcceleratedNetworking: false,
    enableIPForwarding: false,
    disableTcpStateTracking: false,
    nicType: 'Standard',
    auxiliaryMode: 'None',
    auxiliarySku: 'None',
    vnetEncryptionSupported: false,
  },
  table: networkInterface,
  child: {
    kind: 'ipConfigurations',
    table: ipConfiguration,
    defaults: { privateIPAllocationMethod: 'Dynamic', privateIPAddressVersion: 'IPv4' },
  },
};

/** One IP configuration of a stored interface. */
export interface InterfaceAddress {
  /** Id of the IP configuration. */
  id: string;
  record: ResourceRecord;
  properties: unknown;
  address?: string;
}

/** The IP configurations of all stored interfaces that refer to an id, as `subnet` or in a list of references. */
export function addressesWith(world: World, part: string, id: string): InterfaceAddress[] {
  const key = keyOf(id);
  return [...world.store.resources.group(INTERFACES)].flatMap((record) =>
    addressesOf(record).filter(({ properties }) => {
      const found = isObject(properties) ? properties[part] : undefined;
      return [found].flat().some((reference) => keyOf(textAt(reference, 'id') ?? '') === key);
    }),
  );
}

/** Those that are in a backend pool of a load balancer. */
export function interfacesInPool(world: World, pool: string): InterfaceAddress[] {
  return addressesWith(world, 'loadBalancerBackendAddressPools', pool);
}

export function addressesOf(record: ResourceRecord): InterfaceAddress[] {
  return configurationsOf(record.body).map((configuration) => {
    const address = textAt(configuration, 'properties', 'privateIPAddress');
    return {
      id: `${record.id}/ipConfigurations/${textAt(configuration, 'name') ?? ''}`,
      record,
      properties: configuration.properties,
      ...(address !== undefined && { address }),
    };
  });
}

export function configurationsOf(body: JsonObject): JsonObject[] {
  return listAt(body, 'properties', 'ipConfigurations').filter(isObject);
}
