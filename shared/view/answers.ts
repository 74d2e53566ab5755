import * as z from 'zod';
import { Fleet, FleetStatus } from '../contracts/fleet.ts';
import { LedgerRelease, LedgerRow } from '../contracts/ledger.ts';
import { TimelineEntry } from '../contracts/timeline.ts';
import { Member } from '../contracts/member.ts';
import { Problem } from '../contracts/problem.ts';
import { PlannedDeployment, Reaction } from '../contracts/reaction.ts';
import { RolloutInShort } from './rollout-answers.ts';

/** One page of a list, and where the next one begins; without `nextLink` there is none. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().optional().describe('`before` of the next page.'),
    nextLink: z.string().optional().describe('The whole address of the next page; absent on the last.'),
  });
}

/** A fleet as it was put, everything that was left out filled in, and what goes on in it. */
export const FleetAnswer = Fleet.safeExtend({
  name: z.string(),
  status: FleetStatus.extend({
    since: z.string().optional(),
    ownerMark: z.string().optional().describe('The role that marks targets as this fleet’s own.'),
    members: z.array(Member),
    rollout: RolloutInShort.optional().describe('The one that is under way.'),
  }),
});
export type FleetAnswer = z.infer<typeof FleetAnswer>;

/** An instance: who it is, what it carries, and why it stands where it stands. */
export const InstanceAnswer = LedgerRow.pick({
  ...{ vmId: true, name: true, computerName: true, instanceId: true, resourceId: true, state: true },
  ...{ provisioningState: true, firstSeen: true, readySince: true, missingSince: true, target: true },
  ...{ renewedAt: true, health: true, reason: true },
}).extend({ releases: z.array(LedgerRelease.extend({ projectId: z.string() })) });
export type InstanceAnswer = z.infer<typeof InstanceAnswer>;

/** A reaction with its deployments spelled out. */
export const ReactionAnswer = Reaction.extend({ deployments: z.array(PlannedDeployment) });
export type ReactionAnswer = z.infer<typeof ReactionAnswer>;

/** What would be asked of Octopus, and what would not. */
export const DeploymentPlan = z.object({
  deployments: z.array(
    z.object({
      ...{ projectId: z.string(), projectName: z.string(), releaseId: z.string(), version: z.string() },
      isRunbook: z.literal(true).optional().describe('It is run, and the release is its published snapshot.'),
      machines: z
        .array(z.object({ id: z.string(), name: z.string(), instance: z.string() }))
        .describe('Targets, and the instances that they stand for.'),
      after: z.array(z.string()).describe('Projects that some of the machines must carry first.'),
    }),
  ),
  problems: z.array(Problem).describe('Why nothing, or less, is deployed of a project.'),
});
export type DeploymentPlan = z.infer<typeof DeploymentPlan>;

/** Taken durably, not done yet; says where to look. */
export const Accepted = z.object({
  fleet: z.string(),
  orchestration: z.string().describe('Instance id of the fleet’s orchestration.'),
  status: z.string().describe('Where the fleet’s status is.'),
  timeline: z.string().describe('Where its timeline is.'),
  others: z.array(z.string()).optional().describe('Further fleets that were told.'),
});
export type Accepted = z.infer<typeof Accepted>;

/** Why an instance stands where it stands. */
export const Explanation = z.object({
  instance: InstanceAnswer.optional().describe('Absent when the ledger has forgotten it.'),
  points: z.array(
    z.object({
      about: z.enum(['registered', 'deployed', 'pruned']),
      projectId: z.string().optional(),
      isSo: z.boolean(),
      why: z.string().describe('In the words of what was decided.'),
      since: z.string().optional(),
      nextStep: z.string().optional(),
    }),
  ),
  decisions: z.array(TimelineEntry).describe('Those that name it, newest first.'),
});

export type Explanation = z.infer<typeof Explanation>;

export const TimelinePage = pageOf(TimelineEntry);
