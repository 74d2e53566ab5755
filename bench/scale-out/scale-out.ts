import type { InstanceTruth } from '../../local/arm/sim/ground-truth.ts';
import { rounded } from '../figures.ts';
import { type Conditions, FLEET, type FleetUnderTest, SCALE_SET, startFleet } from './fleet-under-test.ts';

/** What one scale-out 0 -> N cost; simulated seconds unless they are called wall seconds. */
export interface ScaleOut {
  /** From the hint to the end of the deployment. */
  wallSeconds: number;
  secondsToLastReady: number;
  /** From the last instance being ready, in truth, to the deployment's creation, by Octopus's own record. */
  secondsFromLastReadyToRequest: number;
  /** From the hint to the end of the deployment, whatever was called and why. */
  armCalls: Record<string, number>;
  octopusCalls: Record<string, number>;
  deployedTo: number;
  largestPayloadBytes: number;
}

/** Scales an empty fleet out; the only hint is autoscale's word that this begins. Throws when an instance is left out. */
export async function scaleOut(conditions: Conditions): Promise<ScaleOut> {
  const fleet = await startFleet(conditions);
  try {
    return await measured(fleet, conditions);
  } finally {
    await fleet.stop();
  }
}

async function measured(fleet: FleetUnderTest, { instances }: Conditions): Promise<ScaleOut> {
  const { clock, outside, api, payloads } = fleet;
  outside.arm.resetCalls();
  outside.octopus.resetCalls();
  const began = { at: clock.now(), wall: performance.now() };
  outside.arm.sim.setCapacity(SCALE_SET, instances);
  await api.postScaleEvent(autoscaleSays(instances, began.at));
  await clock.runUntil(() => isDeployed(fleet), began.at + 60 * 60_000);
  const wallSeconds = rounded((performance.now() - began.wall) / 1000, 2);
  const { requestedAt, vmIds } = await requested(fleet);
  const lastReadyAt = Math.max(...readyTimes(outside.arm.sim.instances(SCALE_SET), vmIds));
  if (vmIds.length !== instances)
    throw new Error(`${vmIds.length} of ${instances} instances were deployed to`);
  return {
    wallSeconds,
    secondsToLastReady: rounded((lastReadyAt - began.at) / 1000),
    secondsFromLastReadyToRequest: rounded((requestedAt - lastReadyAt) / 1000),
    armCalls: outside.arm.calls(),
    octopusCalls: outside.octopus.calls(),
    deployedTo: vmIds.length,
    largestPayloadBytes: payloads.close(),
  };
}

function autoscaleSays(capacity: number, now: number): unknown {
  return {
    version: '1.0',
    status: 'Activated',
    operation: 'Scale Out',
    context: {
      timestamp: new Date(now).toISOString(),
      id: `${SCALE_SET.split('/providers/')[0]}/providers/microsoft.insights/autoscalesettings/bench`,
      resourceId: SCALE_SET,
      oldCapacity: '0',
      newCapacity: String(capacity),
    },
  };
}

async function isDeployed({ inside }: FleetUnderTest): Promise<boolean> {
  const { reactions } = inside.deps.stores;
  const [latest] = (await reactions.list(FLEET, { take: 1 })).items;
  if (!latest?.finishedAt || latest.deployments.length === 0) return false;
  return (await reactions.openDeployments(FLEET)).length === 0;
}

async function requested({
  inside,
  outside,
}: FleetUnderTest): Promise<{ requestedAt: number; vmIds: string[] }> {
  const { reactions } = inside.deps.stores;
  const { items } = await reactions.list(FLEET, { take: 10 });
  const ids = items.flatMap(({ deployments }) => deployments);
  const planned = await Promise.all(ids.map((id) => reactions.deployment(FLEET, id)));
  const made = outside.octopus.sim.list('deployments');
  const created = planned.map(
    (plan) => made.find(({ Id }) => Id === plan?.deploymentId)?.Created ?? Number.NaN,
  );
  return { requestedAt: Math.min(...created), vmIds: planned.flatMap((plan) => plan?.vmIds ?? []) };
}

function readyTimes(truths: InstanceTruth[], vmIds: string[]): number[] {
  const wanted = new Set(vmIds);
  return truths.flatMap(({ vmId, readyAt }) =>
    wanted.has(vmId.toLowerCase()) && readyAt !== null ? [readyAt] : [],
  );
}
