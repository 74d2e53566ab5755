import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { JsonObject } from '../json.ts';
import { coresOf } from '../rules/quota.ts';
import { isDeleted } from '../rules/scale-set-state.ts';
import type { World } from '../world.ts';

/** What the subscription uses of its limits in a region. */
export function listUsages(world: World, request: ArmRequest): ArmResponse {
  const subscription = param(request, 'subscription').toLowerCase();
  const location = param(request, 'location').toLowerCase();
  const sets = [...world.store.scaleSets.values()].filter(
    (scaleSet) =>
      scaleSet.subscription.toLowerCase() === subscription &&
      scaleSet.location.toLowerCase() === location &&
      !isDeleted(world.store, scaleSet, request.now),
  );
  const machines = sets.reduce((sum, { sku }) => sum + sku.capacity, 0);
  const cores = sets.reduce((sum, { sku }) => sum + sku.capacity * coresOf(sku.name), 0);
  return ok({
    value: [
      usage('cores', 'Total Regional vCPUs', { used: cores, limit: world.settings.coreQuota }),
      usage('virtualMachines', 'Virtual Machines', { used: machines, limit: 25_000 }),
      usage('virtualMachineScaleSets', 'Virtual Machine Scale Sets', { used: sets.length, limit: 2_500 }),
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
