import { resourceId, SCALE_SETS } from '../ids.ts';
import { isObject, objectAt, without, type JsonObject } from '../json.ts';
import type { ScaleSetRecord } from '../records.ts';
import { isFlexible } from '../rules/scale-set-state.ts';
import { armTime } from '../times.ts';
import { identityView } from './identity.ts';

/** A set as GET answers it; `state` is its provisioningState. User data only where they were asked for. */
export function scaleSetView(
  scaleSet: ScaleSetRecord,
  state: string,
  { userData = false }: { userData?: boolean } = {},
): JsonObject {
  const { name, location, tags, zones, sku, etag, extras } = scaleSet;
  const id = resourceId(scaleSet, SCALE_SETS, name);
  const { identity } = extras;
  return {
    name,
    id,
    type: SCALE_SETS,
    location,
    tags,
    ...extras,
    ...(isObject(identity) && { identity: identityView(identity, id) }),
    ...(zones && { zones }),
    ...(!isEmptyGroup(scaleSet) && { sku }),
    etag: `"${etag}"`,
    properties: isFlexible(scaleSet)
      ? flexibleProperties(scaleSet, { state, userData })
      : uniformProperties(scaleSet, { state, userData }),
  };
}

/** A Flexible set without a profile only groups machines: it has neither size nor anything to upgrade. */
function isEmptyGroup(scaleSet: ScaleSetRecord): boolean {
  return isFlexible(scaleSet) && scaleSet.properties.virtualMachineProfile === undefined;
}

interface Shown {
  state: string;
  userData: boolean;
}

function uniformProperties(scaleSet: ScaleSetRecord, { state, userData }: Shown): JsonObject {
  const { properties } = scaleSet;
  return {
    singlePlacementGroup: !scaleSet.zones,
    orchestrationMode: 'Uniform',
    upgradePolicy: { mode: 'Manual' },
    ...properties,
    ...profile(scaleSet, userData),
    provisioningState: state,
    overprovision: properties.overprovision ?? true,
    doNotRunExtensionsOnOverprovisionedVMs: properties.doNotRunExtensionsOnOverprovisionedVMs ?? false,
    uniqueId: scaleSet.uniqueId,
    platformFaultDomainCount: properties.platformFaultDomainCount ?? (scaleSet.zones ? 1 : 5),
    timeCreated: armTime(scaleSet.createdAt),
  };
}

function flexibleProperties(scaleSet: ScaleSetRecord, { state, userData }: Shown): JsonObject {
  const { upgradePolicy, ...properties } = scaleSet.properties;
  return {
    singlePlacementGroup: false,
    orchestrationMode: 'Flexible',
    ...(!isEmptyGroup(scaleSet) && { upgradePolicy: upgradePolicy ?? { mode: 'Manual' } }),
    ...properties,
    ...profile(scaleSet, userData),
    provisioningState: state,
    uniqueId: scaleSet.uniqueId,
    platformFaultDomainCount: properties.platformFaultDomainCount ?? 1,
    constrainedMaximumCapacity: properties.constrainedMaximumCapacity ?? false,
    timeCreated: armTime(scaleSet.createdAt),
  };
}

function profile(scaleSet: ScaleSetRecord, userData: boolean): JsonObject {
  if (scaleSet.properties.virtualMachineProfile === undefined) return {};
  const whole = objectAt(scaleSet.properties, 'virtualMachineProfile');
  return {
    virtualMachineProfile: {
      ...(userData ? whole : without(whole, 'userData')),
      timeCreated: armTime(scaleSet.createdAt),
    },
  };
}
