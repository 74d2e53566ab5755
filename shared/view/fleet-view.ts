import { type FleetStatus, hasTargets, type NamedFleet, ownerMark } from '../contracts/fleet.ts';
import type { Member } from '../contracts/member.ts';
import type { LedgerRow } from '../contracts/ledger.ts';
import type { Reaction } from '../contracts/reaction.ts';
import type { PlannedDeployment } from '../contracts/reaction.ts';
import type { Rollout } from '../contracts/rollout/record.ts';
import { rolloutAttention } from '../domain/rollout/attention.ts';
import type { FleetAnswer, InstanceAnswer, ReactionAnswer } from './answers.ts';
import { rolloutInShort } from './rollout-view.ts';

interface FleetNow {
  status: FleetStatus | undefined;
  installation: string;
  members: Member[];
  /** The one that is under way. */
  rollout: Rollout | undefined;
}

/** A fleet as the API, and later the CLI and the dashboard, show it. */
export function fleetView({ name, fleet }: NamedFleet, now: FleetNow): FleetAnswer {
  const { status, installation, members, rollout } = now;
  const standing = status ?? { phase: 'idle' as const, problems: [] };
  const problems = [...standing.problems, ...(rollout ? rolloutAttention(rollout) : [])];
  const mark = hasTargets({ fleet }) ? { ownerMark: ownerMark(installation, name) } : {};
  const underWay = rollout && rolloutInShort(rollout);
  // In the status, so that what is answered can be put back without it and the name.
  return { name, ...fleet, status: { ...standing, problems, ...mark, members, rollout: underWay } };
}

/** An instance as people read it: who it is, what it carries, and why it stands where it stands. */
export function instanceView(row: LedgerRow): InstanceAnswer {
  const {
    vmId,
    name,
    computerName,
    instanceId,
    resourceId,
    state,
    provisioningState,
    firstSeen,
    readySince,
  } = row;
  return {
    ...{ vmId, name, computerName, instanceId, resourceId, state, provisioningState, firstSeen, readySince },
    missingSince: row.missingSince,
    target: row.target,
    renewedAt: row.renewedAt,
    health: row.health,
    releases: Object.entries(row.releases).map(([projectId, release]) => ({ projectId, ...release })),
    reason: row.reason,
  };
}

/** A reaction with its deployments spelled out. */
export function reactionView(
  reaction: Reaction,
  deployments: (PlannedDeployment | undefined)[],
): ReactionAnswer {
  return { ...reaction, deployments: deployments.filter((each) => each !== undefined) };
}
