import { resourceId, SCALE_SETS } from '../ids.ts';
import { requireNameOf } from '../members/names.ts';
import type { Cause } from '../rules/long-running.ts';
import { ensureGroup } from '../resources/groups.ts';
import { createScaleSet } from '../rules/write-scale-set.ts';
import { subnetIdOf } from '../network/subnet-use.ts';
import type { World } from '../world.ts';
import { ensureNetwork } from './ensure-network.ts';
import { DEFAULT_SUBSCRIPTION } from '../settings.ts';
import { writeOf, type ScaleSetSpec } from './scale-set-spec.ts';

/** Creates the set a spec describes; settled at once unless asked otherwise. Returns its resource id. */
export function createFromSpec(world: World, spec: ScaleSetSpec, cause: Cause): string {
  const scope = {
    subscription: spec.subscription ?? DEFAULT_SUBSCRIPTION,
    resourceGroup: spec.resourceGroup,
    name: spec.name,
  };
  requireNameOf('virtualMachineScaleSets', spec.name);
  const write = writeOf(spec);
  ensureGroup(world, scope, write.location);
  ensureNetwork(world, subnetIdOf(write.properties.virtualMachineProfile) ?? '', write.location);
  if (spec.settled === false) createScaleSet(world, scope, { write, cause });
  else {
    const quiet = { ...world, settings: { ...world.settings, flexibleVmEvents: false } };
    const { key, operation } = createScaleSet(quiet, scope, { write, cause });
    settle(world, { key, operation, now: cause.now });
  }
  return resourceId(scope, SCALE_SETS, spec.name);
}

/** As if the creation had been over for long: no surplus, nobody waits, nothing is told. */
function settle(
  world: World,
  { key, operation, now }: { key: string; operation: string; now: number },
): void {
  const { instances, operations, deliveries } = world.store;
  for (const instance of [...instances.group(key)]) {
    if (instance.surplusAt !== undefined) instances.delete(instance.key);
    else instances.put({ ...instance, provisionedAt: now, readyAt: now });
  }
  const begun = operations.get(operation);
  if (begun) operations.put({ ...begun, endsAt: now });
  for (const delivery of [...deliveries.values()])
    if (delivery.operation === operation) deliveries.delete(delivery.key);
}
