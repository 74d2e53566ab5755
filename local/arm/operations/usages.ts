import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { JsonObject } from '../json.ts';
import { coresUsed, familyOf } from '../rules/quota.ts';
import { isDeleted } from '../rules/scale-set-state.ts';
import type { World } from '../world.ts';

const NO_LIMIT = 100_000;

/** What the subscription uses of its limits in a region. */
export function listUsages(world: World, request: ArmRequest): ArmResponse {
  const where = { subscription: param(request, 'subscription'), location: param(request, 'location') };
  const sets = [...world.store.scaleSets.values()].filter(
    (scaleSet) =>
      scaleSet.subscription.toLowerCase() === where.subscription.toLowerCase() &&
      scaleSet.location.toLowerCase() === where.location.toLowerCase() &&
      !isDeleted(world.store, scaleSet, request.now),
  );
  const machines = sets.reduce((sum, { sku }) => sum + sku.capacity, 0);
  const { coreQuota, familyQuota } = world.settings;
  const families = new Set([...sets.map(({ sku }) => familyOf(sku.name)), ...Object.keys(familyQuota)]);
  return ok({
    value: [
      usage('cores', 'Total Regional vCPUs', { used: coresUsed(world, where), limit: coreQuota }),
      usage('virtualMachines', 'Virtual Machines', { used: machines, limit: 25_000 }),
      usage('virtualMachineScaleSets', 'Virtual Machine Scale Sets', { used: sets.length, limit: 2_500 }),
      ...[...families].sort().map((family) =>
        usage(family, family.replace(/^standard(.*)Family$/, 'Standard $1 Family vCPUs'), {
          used: coresUsed(world, { ...where, family }),
          limit: familyQuota[family] ?? NO_LIMIT,
        }),
      ),
    ],
  });
}

function usage(
  value: string,
  localizedValue: string,
  { used, limit }: { used: number; limit: number },
): JsonObject {
  return { limit, unit: 'Count', currentValue: used, name: { value, localizedValue } };
}
