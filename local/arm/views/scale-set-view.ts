import { resourceId, SCALE_SETS } from '../ids.ts';
import { objectAt, type JsonObject } from '../json.ts';
import type { ScaleSetRecord } from '../records.ts';
import { isFlexible } from '../rules/scale-set-state.ts';
import { armTime } from '../times.ts';

/** A set as GET answers it; `state` is its provisioningState. */
export function scaleSetView(scaleSet: ScaleSetRecord, state: string): JsonObject {
  const { name, location, tags, zones, sku, etag, extras } = scaleSet;
  return {
    name,
    id: resourceId(scaleSet, SCALE_SETS, name),
    type: SCALE_SETS,
    location,
    tags,
    ...extras,
    ...(zones && { zones }),
    sku,
    etag: `"${etag}"`,
    properties: isFlexible(scaleSet)
      ? flexibleProperties(scaleSet, state)
      : uniformProperties(scaleSet, state),
  };
}

function uniformProperties(scaleSet: ScaleSetRecord, state: string): JsonObject {
  const { properties } = scaleSet;
  return {
    singlePlacementGroup: true,
    orchestrationMode: 'Uniform',
    upgradePolicy: { mode: 'Manual' },
    ...properties,
    ...profile(scaleSet),
    provisioningState: state,
    overprovision: properties.overprovision ?? true,
    doNotRunExtensionsOnOverprovisionedVMs: properties.doNotRunExtensionsOnOverprovisionedVMs ?? false,
    uniqueId: scaleSet.uniqueId,
    platformFaultDomainCount: properties.platformFaultDomainCount ?? (scaleSet.zones ? 1 : 5),
    timeCreated: armTime(scaleSet.createdAt),
  };
}

function flexibleProperties(scaleSet: ScaleSetRecord, state: string): JsonObject {
  const { properties } = scaleSet;
  return {
    singlePlacementGroup: false,
    orchestrationMode: 'Flexible',
    upgradePolicy: { mode: 'Manual' },
    ...properties,
    ...profile(scaleSet),
    provisioningState: state,
    uniqueId: scaleSet.uniqueId,
    platformFaultDomainCount: properties.platformFaultDomainCount ?? 1,
    constrainedMaximumCapacity: properties.constrainedMaximumCapacity ?? false,
    timeCreated: armTime(scaleSet.createdAt),
  };
}

function profile(scaleSet: ScaleSetRecord): JsonObject {
  if (scaleSet.properties.virtualMachineProfile === undefined) return {};
  return {
    virtualMachineProfile: {
      ...objectAt(scaleSet.properties, 'virtualMachineProfile'),
      timeCreated: armTime(scaleSet.createdAt),
    },
  };
}
