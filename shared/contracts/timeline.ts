import * as z from 'zod';
import type { Problem } from './problem.ts';

/** Of the care for a fleet. */
const CARE_KINDS = [
  'reactionOpened',
  'reactionClosed',
  'stalled',
  'fleetDeleted',
  'instancesAppeared',
  'instancesReady',
  'instancesFailed',
  'instancesStopped',
  'instancesMissing',
  'instancesGone',
  'machinesRenewed',
  'targetsRegistered',
  'registrationFailed',
  'targetsAdopted',
  'targetsLost',
  'targetsStray',
  'targetsLeft',
  'targetPruned',
  'pruneDryRun',
  'pruneWaits',
  'letGoRefused',
  'healthCheckStarted',
  'recoveryCheckStarted',
  'targetsHealthy',
  'targetsUnhealthy',
  'nothingToDeploy',
  'deploymentPlanned',
  'deploymentRequested',
  'deploymentDropped',
  'deploymentWaits',
  'deploymentGoesOn',
  'deploymentOverdue',
  'deploymentSucceeded',
  'deploymentFailed',
  'deploymentCancelled',
  'deploymentRefused',
  'deploymentFrozen',
  'deploymentLeftOut',
] as const;

/** A question to a person: the code of the problem that asks it. */
const QUESTION_KINDS = [
  'pruneNeedsYes',
  'yesTooSmall',
  'yesTooSmallForFormer',
  'yesLapsed',
  'targetsUnmatched',
  'targetsOfRoleOnly',
  'targetsOfFormerScaleSet',
  'targetsOfVanishedScaleSet',
  'scaleSetNotFound',
] as const;

/** Of a rollout. */
const ROLLOUT_KINDS = [
  'rolloutStarted',
  'rolloutCommand',
  'stepBegan',
  'changeBegan',
  'changeDone',
  'changeFailed',
  'changedByOthers',
  'unitSeen',
  'measured',
  'rolloutWaits',
  'rolloutPaused',
  'rolloutTurnedBack',
  'rolloutSucceeded',
  'rolloutEnded',
] as const;

export type CareKind = (typeof CARE_KINDS)[number];
export type QuestionKind = (typeof QUESTION_KINDS)[number];
export type RolloutKind = (typeof ROLLOUT_KINDS)[number];
/** A problem that waits for a person's answer. */
export type Question = Problem & { code: QuestionKind };
/** Every kind of line that is written. */
export const TIMELINE_KINDS = [...CARE_KINDS, ...QUESTION_KINDS, ...ROLLOUT_KINDS];
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** One line of a fleet's story: what was decided, about what, and why. */
export const TimelineEntry = z.object({
  at: z.string(),
  /** On whose behalf: of a reaction, or of a rollout. */
  reactionId: z.string().optional(),
  rolloutId: z.string().optional(),
  /** One of the timeline's kinds; another version of the app may have written others. */
  kind: z.string(),
  message: z.string(),
  reason: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A line as it is written: one with the same key is written over. */
export type NewTimelineEntry = TimelineEntry & { kind: TimelineKind; key: string };

/** A line before it is written; `subject` tells lines of the same moment and kind apart. */
export interface Told {
  kind: TimelineKind;
  message: string;
  reason: string;
  subject?: string;
  data?: Record<string, unknown>;
}
