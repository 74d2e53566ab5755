import type { Waiting } from './standstill.ts';
import type { HintBatch } from './hint.ts';
import type { Answer, Problem } from './problem.ts';
import type { ReactionOutcome } from './reaction.ts';
import type { NextTurn, TurnOrder } from './rollout/turn.ts';

/** What every activity of a pass is told: for whom, on whose behalf, and the orchestration's own time (ISO 8601). */
export interface Occasion {
  fleet: string;
  /** The reaction's id, also while its deployments are followed later. */
  reactionId: string;
  at: string;
}

/** The fleet's settings that the orchestration itself decides by. */
export interface ReactionPolicy {
  deadlineMinutes: number;
  onDeadline: 'proceed' | 'fail';
  stabilitySeconds: number;
  secondLookSeconds: number;
  registrationMinutes: number;
  healthMinutes: number;
}

/** What a look found out of one member that the next need not find out again. */
export interface MemberMemory {
  /** The scale set's id in lower case. */
  member: string;
  capacity: number;
  /** Since when fewer are listed than there should be (ISO 8601). */
  shortSince?: string;
}

/** What one look at Azure showed, at all live members of the fleet; the rows are in the ledger. */
export interface Look {
  at: string;
  capacity: number;
  listed: number;
  ready: number;
  failed: number;
  /** Off: deallocated, stopped, hibernated, evicted. */
  stopped: number;
  /** Being deleted. */
  leaving: number;
  /** Ready ones without a target. */
  unregistered: number;
  /** Instances first seen in this reaction. */
  newcomers: number;
  /** Instances of the ledger that these complete lists lack, not yet gone for good. */
  missing: number;
  /** Changes when an instance comes or goes. */
  membership: string;
  /** What is waited for; empty when all are there but those that delay only themselves. */
  waitingFor: string;
  /** Who these are; empty when nobody. */
  left: string;
  /** Absent in looks of an earlier version. */
  members?: MemberMemory[];
  /** May the lists be taken for the whole? Then no machine is behind a target that stands for none of it. */
  trustworthy: boolean;
  /** Azure has instances that a list of its own lacks: nothing is removed by such a list. */
  contradicted: boolean;
  /** When the next look is worth its call, and how long Azure asked us to wait. */
  nextInSeconds: number;
  retryAfterSeconds: number;
}

export interface RegistrationRound {
  registered: number;
  /** Ready instances that still have no target. */
  remaining: number;
  /** Those of them whose time to answer, or to register themselves, is not over. */
  hopeful: number;
}

export interface HealthRound {
  done: boolean;
  healthy: number;
  /** Unhealthy ones that may still become healthy in time. */
  hopeful: number;
}

export interface PruneRound {
  /** How many; which ones stands on the reaction's record. */
  pruned: number;
  /** Set when a person must say yes first. */
  ask?: string;
  /** The guard that asks. */
  rule?: 'emptied' | 'maxPerRun';
}

export interface FollowRound {
  open: number;
  finished: number;
  /** The next project, or another attempt, after one that finished; or one that was planned and never asked for. */
  moreMayBeDue: boolean;
}

/** What stands on the fleet's durable status: the end of the last reaction, short (the first targets, at most 100). */
export interface ReactionSummary {
  id: string;
  outcome: ReactionOutcome;
  reason: string;
  hasServersToDeployTo: boolean;
  deploymentTargetIds: string[];
  deploymentTargetNames: string[];
  /** When somebody who was late, silent or ill is looked after again without any hint (ISO 8601). */
  againAt?: string;
  /** How many there are in all; `GET /api/fleets/{fleet}/reactions/{id}` has every one. */
  deploymentTargetCount: number;
}

/** Every activity: what it takes and what it answers. Payloads stay small; rows stay in the stores. */
export interface Activities {
  /** `rolloutUnderWay`: when asked for, or when a hint tells of one or may stand for one that was lost. */
  collectHints: {
    input: { fleet: string; asksForRollout?: true };
    output: Answer<(HintBatch & { rolloutUnderWay?: boolean }) | null>;
  };
  /** Shows on the fleet's status what is waited for, and until when; without `waiting`: nothing any more. */
  tellWait: { input: { fleet: string; waiting?: Waiting; at: string }; output: Answer<null> };
  /** Puts the reaction on record, and takes the hints out of the inbox once it is. */
  openReaction: { input: Occasion & { hints: HintBatch }; output: Answer<ReactionPolicy> };
  /** The same for hints that come while it waits. */
  addHints: { input: Occasion & { hints: HintBatch }; output: Answer<null> };
  /** At every live member. `isStale`: their capacities may have changed. The name is older than members, and histories hold it. */
  lookAtScaleSet: {
    input: Occasion & { startedAt: string; members?: MemberMemory[]; isStale?: boolean };
    output: Answer<Look>;
  };
  syncTargets: {
    input: Occasion & { look: { at: string; trustworthy: boolean } };
    /** `former`: machines of scale sets that the fleet was pointed at before, if any. */
    output: Answer<{ orphans: number; unregistered: number; hopeful: number; former?: number }>;
  };
  registerTargets: { input: Occasion; output: Answer<RegistrationRound> };
  /** `new`: of the newcomers, who are waited for; `all`: of the others that are not healthy. */
  beginHealthCheck: {
    input: Occasion & { whose: 'new' | 'all' };
    output: Answer<{ taskId?: string; machines: number }>;
  };
  readHealthCheck: { input: Occasion & { taskId: string }; output: Answer<HealthRound> };
  pruneTargets: { input: Occasion; output: Answer<PruneRound> };
  lookAtFormerMembers: {
    input: Occasion & { vanished: boolean };
    output: Answer<{ machines: number; missing: number; againInSeconds: number }>;
  };
  letGoOfFormer: {
    input: Occasion & { vanished: boolean };
    output: Answer<{ pruned: number }>;
  };
  planDeployments: { input: Occasion; output: Answer<{ planned: number }> };
  /** `lookedAt`: the look that the request rests on; when that is old by now, nothing is asked for. */
  requestDeployments: {
    input: Occasion & { lookedAt: string };
    output: Answer<{ requested: number; isStale?: boolean }>;
  };

  /** Turns of the fleet's rollout; `null`: none is under way. */
  decideTurn: { input: TurnOrder; output: Answer<NextTurn | null> };
  beginChange: { input: TurnOrder; output: Answer<NextTurn | null> };
  pollChange: { input: TurnOrder; output: Answer<NextTurn | null> };
  observeUnit: { input: TurnOrder; output: Answer<NextTurn | null> };
  measureGate: { input: TurnOrder; output: Answer<NextTurn | null> };

  followDeployments: { input: Occasion; output: Answer<FollowRound> };
  closeReaction: {
    input: Occasion & { outcome: ReactionOutcome; reason: string; problem?: Problem };
    output: Answer<ReactionSummary>;
  };
}
export type ActivityName = keyof Activities;

/** The external event that wakes a fleet's orchestration; it carries nothing, the hint is in the inbox. */
export const HINT_RECEIVED = 'hintReceived';

/** The name of the orchestration that cares for one fleet. */
export const CARE_FOR_FLEET = 'careForFleet';

/** The durable instance id of a fleet's orchestration. */
export function careId(fleet: string): string {
  return `fleet-${fleet}`;
}
