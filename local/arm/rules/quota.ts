import { ArmError, operationNotAllowed } from '../errors.ts';
import { textAt } from '../json.ts';
import { subnetShortage } from '../network/addresses.ts';
import type { ScaleSetRecord } from '../records.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { plainMachines, sizeOf } from './plain-machines.ts';
import { surplusFor } from './overprovision.ts';
import { isDeleted } from './scale-set-state.ts';

/** Refuses what would take the subscription beyond its cores in the region, or a subnet beyond its addresses. */
export function requireQuota(world: World, scaleSet: ScaleSetRecord, additional: number): void {
  if (additional <= 0) return;
  const limit = world.settings.coreQuota;
  const used = coresUsed(world, scaleSet);
  const requested = additional * coresOf(scaleSet.sku.name);
  if (used + requested > limit) throw quotaExceeded({ limit, used, requested });
  requireFamilyQuota(world, scaleSet, requested);
  requireRoom(world, scaleSet, additional);
}

/** The limit of one family of sizes in one region, when there is one. */
function requireFamilyQuota(
  world: World,
  { sku, subscription, location }: { sku: { name: string }; subscription: string; location: string },
  requested: number,
): void {
  const family = familyOf(sku.name);
  const limit = world.settings.familyQuota[family];
  if (limit === undefined) return;
  const used = coresUsed(world, { subscription, location, family });
  if (used + requested <= limit) return;
  throw operationNotAllowed(
    `Operation could not be completed as it results in exceeding approved ${family} Cores quota. Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${limit}, Current Usage: ${used}, Additional Required: ${requested}, (Minimum) New Limit Required: ${used + requested}.`,
  ).with({ details: [{ code: 'QuotaExceeded', message: `Exceeded the quota of ${family}.` }] });
}

/** Cores that sets of a subscription ask for in a region, of one family of sizes or of all. */
export function coresUsed(
  world: World,
  where: { subscription: string; location: string; family?: string },
): number {
  const now = world.clock.now();
  // What is not simulated is of no family.
  let used = where.family === undefined ? world.settings.coresElsewhere : 0;
  for (const scaleSet of world.store.scaleSets.values())
    if (isOf(scaleSet, where) && !isDeleted(world.store, scaleSet, now))
      used += scaleSet.sku.capacity * coresOf(scaleSet.sku.name);
  for (const { record } of plainMachines(world, now)) used += coresOfMachine(record, where);
  return used;
}

function coresOfMachine(
  { key, body }: ResourceRecord,
  { subscription, location, family }: { subscription: string; location: string; family?: string },
): number {
  const size = sizeOf(body);
  const there =
    key.startsWith(`/subscriptions/${subscription.toLowerCase()}/`) &&
    textAt(body, 'location')?.toLowerCase() === location.toLowerCase();
  return there && (family === undefined || familyOf(size) === family) ? coresOf(size) : 0;
}

/** Refuses a machine outside of scale sets, or a larger size for one, that would go beyond the cores of the region. */
export function requireMachineQuota(
  world: World,
  asked: { subscription: string; location: string; size: string; before: string | undefined },
): void {
  const requested = coresOf(asked.size) - (asked.before === undefined ? 0 : coresOf(asked.before));
  if (requested <= 0) return;
  const used = coresUsed(world, asked);
  const limit = world.settings.coreQuota;
  if (used + requested > limit) throw quotaExceeded({ limit, used, requested });
  requireFamilyQuota(world, { ...asked, sku: { name: asked.size } }, requested);
}

function isOf(
  { sku, subscription, location }: ScaleSetRecord,
  where: { subscription: string; location: string; family?: string },
): boolean {
  return (
    subscription.toLowerCase() === where.subscription.toLowerCase() &&
    location.toLowerCase() === where.location.toLowerCase() &&
    (where.family === undefined || familyOf(sku.name) === where.family)
  );
}

function requireRoom(world: World, scaleSet: ScaleSetRecord, additional: number): void {
  const count = additional + surplusFor(scaleSet, additional);
  const shortage = subnetShortage(world, scaleSet, { count, now: world.clock.now() });
  if (shortage) throw new ArmError(400, shortage.code, shortage.message);
}

/** `Standard_D2s_v5` is of the `standardDSv5Family`. */
export function familyOf(size: string): string {
  const [, letters = '', rest = '', version = ''] =
    /^Standard_([A-Z]+)\d+(?:-\d+)?([a-z]*)(?:_(v\d+))?$/.exec(size) ?? [];
  return letters === '' ? 'standardFamily' : `standard${letters}${rest.toUpperCase()}${version}Family`;
}

export function quotaExceeded(cores: { limit: number; used: number; requested: number }): ArmError {
  return operationNotAllowed(
    `Operation results in exceeding quota limits of Core. Maximum allowed: ${cores.limit}, Current in use: ${cores.used}, Additional requested: ${cores.requested}.`,
  );
}

/** Sizes of the first generations are counted, not named after their cores: `Standard_D3_v2` has four. */
const COUNTED: Record<string, number> = { 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20 };

/** The first number of a size's name: `Standard_D4s_v5` has four. */
export function coresOf(size: string): number {
  const [, counted = ''] = /^Standard_DS?(\d+)(?:_v2)?$/i.exec(size) ?? [];
  if (COUNTED[counted] !== undefined) return COUNTED[counted];
  return Number(/\d+/.exec(size)?.[0] ?? 1);
}
