import { operationNotAllowed, type ArmError } from '../errors.ts';
import type { ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';

/** Refuses what would take the subscription beyond its cores. */
export function requireQuota(world: World, scaleSet: ScaleSetRecord, additional: number): void {
  if (additional <= 0) return;
  const limit = world.settings.coreQuota;
  let used = 0;
  for (const other of world.store.scaleSets.values())
    if (other.subscription === scaleSet.subscription) used += other.sku.capacity * coresOf(other.sku.name);
  const requested = additional * coresOf(scaleSet.sku.name);
  if (used + requested > limit) throw quotaExceeded({ limit, used, requested });
}

export function quotaExceeded(cores: { limit: number; used: number; requested: number }): ArmError {
  return operationNotAllowed(
    `Operation results in exceeding quota limits of Core. Maximum allowed: ${cores.limit}, Current in use: ${cores.used}, Additional requested: ${cores.requested}.`,
  );
}

/** The first number of a size's name: `Standard_D4s_v5` has four. */
export function coresOf(size: string): number {
  return Number(/\d+/.exec(size)?.[0] ?? 1);
}
