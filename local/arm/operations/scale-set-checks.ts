import { ArmError, invalidParameter, operationNotAllowed } from '../errors.ts';
import { resourceId, SCALE_SETS } from '../ids.ts';
import { isObject, listAt, objectAt, textAt, valueAt } from '../json.ts';
import { requireMembers } from '../members/require-members.ts';
import { COMPUTE } from '../members/refusals.ts';
import { scaleSet as TABLE } from '../members/scale-set.ts';
import { changeNotAllowed } from '../members/unchanged.ts';
import type { ScaleSetRecord } from '../records.ts';
import { reportsHealth } from '../rules/reported-health.ts';

/** Refuses a set that, as it would be kept, is not one that can be. */
export function requireValid(next: ScaleSetRecord): void {
  const { location, tags, sku, properties } = next;
  requireMembers(TABLE, { location, tags, sku, properties }, COMPUTE);
  for (const check of CHECKS) check(next);
}

/** Refuses what needs to know whether an instance is well, on a set that nothing tells it. */
export function requireHealthSource(next: ScaleSetRecord): void {
  rollingNeedsHealth(next);
  repairsNeedHealth(next);
}

type Check = (scaleSet: ScaleSetRecord) => void;

const bad = (message: string): ArmError => new ArmError(400, 'BadRequest', message);
const profileOf = ({ properties }: ScaleSetRecord) => objectAt(properties, 'virtualMachineProfile');

const repairsNeedHealth: Check = (scaleSet) => {
  if (valueAt(scaleSet.properties, 'automaticRepairsPolicy', 'enabled') !== true) return;
  if (reportsHealth(scaleSet)) return;
  throw bad(
    'Automatic repairs not supported for this Virtual Machine Scale Set because a health probe or health extension was not provided.',
  );
};

const rollingNeedsHealth: Check = (scaleSet) => {
  if (textAt(scaleSet.properties, 'upgradePolicy', 'mode') !== 'Rolling' || reportsHealth(scaleSet)) return;
  throw bad(
    'Rolling Upgrade mode is not supported for this Virtual Machine Scale Set because a health probe or health extension was not provided.',
  );
};

const evictionNeedsSpot: Check = (scaleSet) => {
  const { evictionPolicy, priority } = profileOf(scaleSet);
  if (evictionPolicy === undefined || (priority !== undefined && priority !== 'Regular')) return;
  throw operationNotAllowed('Eviction policy can be set only on Azure Spot Virtual Machines.');
};

/** A managed image has no generation that could be trusted. */
const trustedNeedsGallery: Check = (scaleSet) => {
  const profile = profileOf(scaleSet);
  const image = textAt(profile, 'storageProfile', 'imageReference', 'id') ?? '';
  if (textAt(profile, 'securityProfile', 'securityType') !== 'TrustedLaunch') return;
  if (!/\/providers\/Microsoft\.Compute\/images\/[^/]+$/i.test(image)) return;
  throw bad(
    'Use of TrustedLaunch setting is not supported for the provided image. Please select Trusted Launch Supported Gen2 OS Image. For more information, see https://aka.ms/TrustedLaunch-FAQ.',
  );
};

const namesAreUnique: Check = (scaleSet) => {
  const profile = profileOf(scaleSet);
  const nics = listAt(profile, 'networkProfile', 'networkInterfaceConfigurations');
  requireUnique('networkInterfaceConfigurations', nics);
  for (const nic of nics) requireUnique('ipConfigurations', listAt(nic, 'properties', 'ipConfigurations'));
  requireUnique('extensions', listAt(profile, 'extensionProfile', 'extensions'));
};

function requireUnique(kind: string, items: unknown[]): void {
  const names = items.filter(isObject).map(({ name }) => String(name).toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw invalidParameter(`The value of parameter ${kind} is invalid: '${twice}' is named twice.`, kind);
}

const zonesAreUnique: Check = ({ zones = [], location, ...scaleSet }) => {
  if (new Set(zones).size === zones.length) return;
  throw new ArmError(
    400,
    'InvalidAvailabilityZone',
    `The zones '${zones.join(',')}' for resource '${resourceId(scaleSet, SCALE_SETS, scaleSet.name)}' are not supported in location '${location}'. The supported zones are '1,2,3', each once.`,
  );
};

const CHECKS: readonly Check[] = [evictionNeedsSpot, trustedNeedsGallery, namesAreUnique, zonesAreUnique];

/** Zones may be added to a set, never taken away or exchanged. */
export function requireZonesKept(current: ScaleSetRecord, asked: string[] | undefined): void {
  if (asked === undefined || (current.zones ?? []).every((zone) => asked.includes(zone))) return;
  throw changeNotAllowed('zones');
}
