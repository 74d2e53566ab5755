import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { nicConfiguration, uniformNicId } from './nic-body.ts';

/** The public addresses that a Uniform set's model gives an instance: one per IP configuration that asks for one. */
export function publicIpBodies(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  now: number,
): JsonObject[] {
  const nic = nicConfiguration(scaleSet, instance, now);
  const nicId = uniformNicId(scaleSet, instance, textAt(nic, 'name') ?? 'nic');
  return listAt(nic, 'properties', 'ipConfigurations').flatMap((ip, position) => {
    const asked = objectAt(ip, 'properties').publicIPAddressConfiguration;
    const owner = `${nicId}/ipConfigurations/${textAt(ip, 'name') ?? ''}`;
    return isObject(asked) ? [publicIp({ scaleSet, instance }, { asked, owner, position })] : [];
  });
}

function publicIp(
  { scaleSet, instance }: { scaleSet: ScaleSetRecord; instance: InstanceRecord },
  { asked, owner, position }: { asked: JsonObject; owner: string; position: number },
): JsonObject {
  const name = textAt(asked, 'name') ?? 'publicip';
  const { sku } = asked;
  const { idleTimeoutInMinutes, publicIPAddressVersion, ipTags, publicIPPrefix } = objectAt(
    asked,
    'properties',
  );
  return {
    name,
    id: `${owner}/publicIPAddresses/${name}`,
    etag: `W/"${instance.vmId.slice(0, 24)}${String(position).padStart(12, '0')}"`,
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: `${instance.vmId.slice(0, 35)}${position % 10}`,
      ipAddress: addressOf(scaleSet, instance, position),
      publicIPAddressVersion: publicIPAddressVersion ?? 'IPv4',
      publicIPAllocationMethod: 'Static',
      idleTimeoutInMinutes: idleTimeoutInMinutes ?? 4,
      ...namesOf(scaleSet, instance, asked),
      ipTags: ipTags ?? [],
      ...(publicIPPrefix !== undefined && { publicIPPrefix }),
      ipConfiguration: { id: owner },
    },
    sku: isObject(sku) ? sku : { name: 'Standard' },
  };
}

/** `vm3.label.westeurope.cloudapp.azure.com`. */
function namesOf({ location }: ScaleSetRecord, { index }: InstanceRecord, asked: JsonObject): JsonObject {
  const label = textAt(asked, 'properties', 'dnsSettings', 'domainNameLabel');
  if (label === undefined) return {};
  const domainNameLabel = `vm${index}.${label}`;
  return { dnsSettings: { domainNameLabel, fqdn: `${domainNameLabel}.${location}.cloudapp.azure.com` } };
}

/** Of the block that is kept for documentation and benchmarks, so that nobody lives there. */
function addressOf({ subnet }: ScaleSetRecord, { index }: InstanceRecord, position: number): string {
  const host = index + position * 100;
  return `198.${18 + (subnet % 2)}.${(host >> 8) & 255}.${host & 255}`;
}
