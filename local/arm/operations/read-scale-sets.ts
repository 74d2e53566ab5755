import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { JsonObject } from '../json.ts';
import type { ScaleSetRecord } from '../records.ts';
import { isDeleted, isFlexible, scaleSetState, stateOf } from '../rules/scale-set-state.ts';
import { etagText } from '../rules/write-scale-set.ts';
import { armTime } from '../times.ts';
import { provisioningStatus } from '../views/instance-status.ts';
import { scaleSetView } from '../views/scale-set-view.ts';
import type { World } from '../world.ts';
import { listedInstances, requireScaleSet } from './finding.ts';
import { page } from './paging.ts';
import { wantsUserData } from './read-instances.ts';

export function getScaleSet(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const state = stateOf(world.store, scaleSet, request.now);
  const body = scaleSetView(scaleSet, state, { userData: wantsUserData(request) });
  return ok(body, { etag: etagText(scaleSet.etag) });
}

export function listScaleSets(world: World, request: ArmRequest): ArmResponse {
  const group = param(request, 'resourceGroup').toLowerCase();
  const found = scaleSets(world, request).filter(
    ({ resourceGroup }) => resourceGroup.toLowerCase() === group,
  );
  return ok({ value: found.map((scaleSet) => view(world, scaleSet, request.now)) });
}

/** The whole subscription; paged, and with resource groups in upper case, as the service answers it. */
export function listAllScaleSets(world: World, request: ArmRequest): ArmResponse {
  const location = request.params.location?.toLowerCase();
  const found = scaleSets(world, request).filter(
    (scaleSet) => location === undefined || scaleSet.location.toLowerCase() === location,
  );
  return page(request, found, {
    size: world.settings.pageSizes.subscriptionWide,
    view: (scaleSet) =>
      view(world, { ...scaleSet, resourceGroup: scaleSet.resourceGroup.toUpperCase() }, request.now),
  });
}

export function getScaleSetInstanceView(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const counts = new Map<string, number>();
  for (const instance of listedInstances(world, scaleSet, request.now)) {
    const code = String(provisioningStatus(instance, request.now).code);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const statusesSummary = [...counts].map(([code, count]) => ({ code, count }));
  return ok({
    virtualMachine: { statusesSummary },
    ...(repairsConfigured(scaleSet) && {
      orchestrationServices: [{ serviceName: 'AutomaticRepairs', serviceState: scaleSet.repairs }],
    }),
    statuses: [setStatus(world, scaleSet, request.now)],
  });
}

function setStatus(world: World, scaleSet: ScaleSetRecord, now: number): JsonObject {
  const operation = world.store.operations.get(scaleSet.operation);
  const state = scaleSetState(scaleSet, operation, now);
  const time = Math.min(operation?.endsAt ?? scaleSet.createdAt, now);
  const displayStatus =
    state === 'Succeeded' ? 'Provisioning succeeded' : state === 'Failed' ? 'Provisioning failed' : state;
  return {
    code: `ProvisioningState/${state.toLowerCase()}`,
    level: state === 'Failed' ? 'Error' : 'Info',
    displayStatus,
    ...(operation?.error && state === 'Failed' && { message: operation.error.message }),
    time: armTime(time),
  };
}

function repairsConfigured(scaleSet: ScaleSetRecord): boolean {
  return !isFlexible(scaleSet) && scaleSet.properties.automaticRepairsPolicy !== undefined;
}

function scaleSets(world: World, request: ArmRequest): ScaleSetRecord[] {
  const subscription = param(request, 'subscription').toLowerCase();
  return [...world.store.scaleSets.values()].filter(
    (scaleSet) =>
      scaleSet.subscription.toLowerCase() === subscription && !isDeleted(world.store, scaleSet, request.now),
  );
}

function view(world: World, scaleSet: ScaleSetRecord, now: number): JsonObject {
  return scaleSetView(scaleSet, stateOf(world.store, scaleSet, now));
}
