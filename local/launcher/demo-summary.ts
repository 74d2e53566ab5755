import type { InstanceTruth } from '../arm/sim/ground-truth.ts';
import type { CallMeter } from './call-meter.ts';
import type { ReactionItem } from './fleet-api.ts';
import type { Extras } from './start-up-scripts.ts';

/** What is known of every instance that ever was, by vmId: the simulator forgets those that are gone. */
export type Truths = Map<string, InstanceTruth>;

export interface DemoSummary {
  reactions: ReturnType<typeof summarizeReaction>[];
  /** Machines that over-provisioning took away again, after they had registered themselves. */
  extras: Extras;
  totals: { armCalls: number; octopusCalls: number; simulatedSeconds: number };
}

/** The demo's figures: one entry per reaction, in their order. */
export function summarize(
  reactions: ReactionItem[],
  meter: CallMeter,
  { truths, extras }: { truths: Truths; extras: Extras },
): DemoSummary {
  const starts = reactions.map(({ startedAt }) => Date.parse(startedAt));
  const [first = 0] = starts;
  const all = meter.between(first);
  const ends = reactions.flatMap(({ finishedAt, deployments }) => [
    finishedAt,
    ...deployments.map((d) => d.finishedAt),
  ]);
  const last = Math.max(first, ...ends.map((end) => Date.parse(end ?? '') || 0));
  return {
    reactions: reactions.map((reaction, index) =>
      summarizeReaction(reaction, meter.between(starts[index] ?? 0, starts[index + 1]), truths),
    ),
    extras,
    totals: {
      armCalls: all.arm,
      octopusCalls: all.octopus,
      simulatedSeconds: Math.round((last - first) / 1000),
    },
  };
}

function summarizeReaction(reaction: ReactionItem, calls: { arm: number; octopus: number }, truths: Truths) {
  const { id, outcome, reason, hints, instances, registered, adopted, pruned, deployments } = reaction;
  return {
    ...{ id, outcome, reason, instances, registered, adopted, pruned },
    hints: { count: hints.count, distinct: hints.distinct, sources: hints.sources },
    hasServersToDeployTo: reaction.hasServersToDeployTo,
    deployments: deployments.map((each) => ({
      deploymentId: each.deploymentId,
      project: each.projectName,
      version: each.version,
      machineIds: each.machineIds,
      state: each.state,
    })),
    armCalls: calls.arm,
    octopusCalls: calls.octopus,
    secondsFromLastReadyToDeployment: secondsToDeployment(reaction, truths),
  };
}

/** Simulated seconds from the last of the deployed instances becoming ready, in truth, to the deployment request. */
function secondsToDeployment({ deployments, startedAt }: ReactionItem, truths: Truths): number | null {
  const [first] = deployments;
  if (!first?.requestedAt) return null;
  const readyAt = first.vmIds.map((vmId) => truths.get(vmId)?.readyAt ?? 0);
  // Instances that were ready long before are waited for from the hint on.
  const since = Math.max(Date.parse(startedAt), ...readyAt);
  return Math.round((Date.parse(first.requestedAt) - since) / 100) / 10;
}
