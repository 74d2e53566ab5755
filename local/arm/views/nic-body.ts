import { resourceId, SCALE_SETS, VIRTUAL_MACHINES } from '../ids.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { appliedVersion, isListed, powerState } from '../rules/instance-state.ts';
import { isFlexible } from '../rules/scale-set-state.ts';

const NICS = 'Microsoft.Network/networkInterfaces';

/** The network interface of an instance; its address comes back in `ipConfigurations[0].properties.privateIPAddress`. */
export function nicBody(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  { now, flexible }: { now: number; flexible: boolean },
): JsonObject {
  const configuration = nicConfiguration(scaleSet, instance, now);
  const name = textAt(configuration, 'name') ?? 'nic';
  const id = flexible ? flexibleNicId(scaleSet, instance, name) : uniformNicId(scaleSet, instance, name);
  const etag = `W/"${instance.vmId.slice(0, 24)}${String(instance.power.length).padStart(12, '0')}"`;
  // What over-provisioning has discarded keeps its interface, which nothing runs on any more.
  const attached = isListed(instance, now);
  const asked = objectAt(configuration, 'properties');
  return {
    name: id.slice(id.lastIndexOf('/') + 1),
    id,
    etag,
    ...(flexible && { type: NICS, location: scaleSet.location, tags: {} }),
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: instance.vmId,
      ipConfigurations: ipConfigurations(instance, { configuration, id, etag, flexible }),
      dnsSettings: {
        dnsServers: listAt(asked, 'dnsSettings', 'dnsServers'),
        appliedDnsServers: [],
        ...(attached && {
          internalDomainNameSuffix: `${scaleSet.uniqueId.replaceAll('-', '').slice(0, 26)}.ax.internal.cloudapp.net`,
        }),
      },
      ...(powerState(instance, now) !== 'deallocated' && { macAddress: instance.mac }),
      enableAcceleratedNetworking: asked.enableAcceleratedNetworking === true,
      enableIPForwarding: asked.enableIPForwarding === true,
      ...(isObject(asked.networkSecurityGroup) && { networkSecurityGroup: asked.networkSecurityGroup }),
      ...(attached && { primary: true }),
      virtualMachine: { id: ownerId(scaleSet, instance, flexible) },
      hostedWorkloads: [],
      tapConfigurations: [],
    },
  };
}

function ipConfigurations(
  instance: InstanceRecord,
  nic: { configuration: JsonObject; id: string; etag: string; flexible: boolean },
): JsonObject[] {
  const written = listAt(nic.configuration, 'properties', 'ipConfigurations').filter(isObject);
  const configurations = written.length > 0 ? written : [{ name: 'ipconfig' }];
  return configurations.map((configuration) => ({
    name: configuration.name,
    id: `${nic.id}/ipConfigurations/${String(configuration.name)}`,
    etag: nic.etag,
    properties: ipProperties(instance, objectAt(configuration, 'properties'), nic.flexible),
  }));
}

function ipProperties(instance: InstanceRecord, written: JsonObject, flexible: boolean): JsonObject {
  const rules = natRules(instance, written, flexible);
  return {
    provisioningState: 'Succeeded',
    privateIPAddress: instance.privateIp,
    privateIPAllocationMethod: 'Dynamic',
    ...(isObject(written.subnet) && { subnet: written.subnet }),
    primary: true,
    privateIPAddressVersion: 'IPv4',
    ...(Array.isArray(written.loadBalancerBackendAddressPools) && {
      loadBalancerBackendAddressPools: written.loadBalancerBackendAddressPools,
    }),
    ...(Array.isArray(written.applicationGatewayBackendAddressPools) && {
      applicationGatewayBackendAddressPools: written.applicationGatewayBackendAddressPools,
    }),
    ...(rules.length > 0 && { loadBalancerInboundNatRules: rules }),
  };
}

/** Each NAT pool of a Uniform set makes one rule per instance, named after the pool and the instance. */
function natRules(instance: InstanceRecord, written: JsonObject, flexible: boolean): JsonObject[] {
  if (flexible) return [];
  return listAt(written, 'loadBalancerInboundNatPools').flatMap((pool) => {
    const id = textAt(pool, 'id');
    return id === undefined
      ? []
      : [{ id: `${id.replace(/\/inboundNatPools\//i, '/inboundNatRules/')}.${instance.id}` }];
  });
}

export function nicConfiguration(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  now: number,
): JsonObject {
  const model = scaleSet.models[appliedVersion(instance, now)] ?? scaleSet.models[scaleSet.modelVersion];
  return objectAt(model, 'networkProfile', 'networkInterfaceConfigurations', 0);
}

export function uniformNicId(scaleSet: ScaleSetRecord, instance: InstanceRecord, name: string): string {
  return `${resourceId(scaleSet, SCALE_SETS, scaleSet.name)}/virtualMachines/${instance.id}/networkInterfaces/${name}`;
}

export function flexibleNicId(scaleSet: ScaleSetRecord, instance: InstanceRecord, name: string): string {
  return resourceId(scaleSet, NICS, `${name}-${instance.vmId.slice(0, 8)}`);
}

/** The id of an instance's first address. */
export function ipConfigurationId(scaleSet: ScaleSetRecord, instance: InstanceRecord, now: number): string {
  const configuration = nicConfiguration(scaleSet, instance, now);
  const name = textAt(configuration, 'name') ?? 'nic';
  const nic = isFlexible(scaleSet)
    ? flexibleNicId(scaleSet, instance, name)
    : uniformNicId(scaleSet, instance, name);
  const ip = textAt(configuration, 'properties', 'ipConfigurations', 0, 'name') ?? 'ipconfig';
  return `${nic}/ipConfigurations/${ip}`;
}

function ownerId(scaleSet: ScaleSetRecord, instance: InstanceRecord, flexible: boolean): string {
  if (flexible) return resourceId(scaleSet, VIRTUAL_MACHINES, instance.id);
  return `${resourceId(scaleSet, SCALE_SETS, scaleSet.name)}/virtualMachines/${instance.id}`;
}
