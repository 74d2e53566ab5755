import type { DeploymentChoices } from '../contracts/fleet-project.ts';
import type { Problem } from '../contracts/problem.ts';
import type { SeenDeployment } from '../domain/deployments/seen-deployment.ts';
import type { StandingTarget } from '../domain/targets/seen-target.ts';
import type { ResolvedTargeting } from './target-registry.ts';

/** A deployment as Octopus keeps it. */
export interface ObservedDeployment extends SeenDeployment {
  taskId: string;
  channelId: string;
  comments: string;
  /** Waits for a person (guided failure, manual intervention). */
  hasPendingInterruptions: boolean;
}

export interface Release {
  releaseId: string;
  version: string;
}

/** A release as lists have it. */
export interface ListedRelease extends Release {
  /** ISO 8601. */
  assembled: string;
}

/** What is asked of Octopus: always names its machines (rule 5). */
export interface DeploymentRequest {
  projectId: string;
  releaseId: string;
  version: string;
  /** Never empty: an empty list would mean every machine, so it is refused. */
  machineIds: string[];
  comments: string;
  /** Stands in the comments; the same for every attempt at this very deployment, and for no other. */
  marker: string;
  useGuidedFailure: boolean;
  /** What the fleet asks of the project, over what the last full deployment did; names that Octopus does not know are refused. */
  with?: DeploymentChoices;
  /** It is to begin between these two (ISO 8601), or not at all. */
  queue?: { from: string; until: string };
  /** A deployment whose skipped steps and prompted variables are to be repeated; one that is gone is done without. */
  likeDeploymentId?: string;
}

/**
 * Octopus makes it, or says for good that it will not as things stand; then nothing was made. `frozen`: because of a
 * deployment freeze; `until` (ISO 8601) when that is known.
 */
export type Requested =
  { deploymentId: string; taskId: string } | { refused: Problem; frozen?: { until?: string } };

/** Where a deployment is looked for whose answer was lost. */
export interface Trace {
  projectId: string;
  /** Stands in its comments. */
  marker: string;
  /** It was asked for between these two (ISO 8601, by our clock). */
  from: string;
  to: string;
}

export interface TaskState {
  taskId: string;
  state: string;
  isCompleted: boolean;
  succeeded: boolean;
  hasPendingInterruptions: boolean;
  errorMessage: string;
  /** ISO 8601; absent before it runs. */
  startedAt?: string;
  /** When it is to run. */
  queuedFor?: string;
}

/** Whom a deployment went to. */
export interface Reach {
  deploymentId: string;
  deployedToMachineIds: string[];
  failureEncountered: boolean;
}

/** Health checks and deployments. Throws `ProblemError`; each call has a time-out and never retries by itself. */
export interface Deployments {
  /**
   * The project's deployments to the environment (and tenant) with the states of their tasks, newest first, at most the
   * newest 100. Two calls.
   */
  recent(scope: ResolvedTargeting, projectId: string): Promise<ObservedDeployment[]>;
  /**
   * Those before the newest 100 that were made since a moment (ISO 8601), at most 2,000; some older ones may be among
   * them. Two calls for each 100.
   */
  earlier(
    scope: ResolvedTargeting,
    asked: { projectId: string; since: string },
  ): Promise<ObservedDeployment[]>;
  /** The newest full, successful deployment (rule: never a partial one); searches further back than `recent` does. */
  latestFullSuccess(
    scope: ResolvedTargeting,
    /** With `releaseIds`: one of these only. */
    project: { projectId: string; channelId?: string; releaseIds?: string[] },
  ): Promise<ObservedDeployment | undefined>;
  /**
   * Releases whose version fits the pattern (`*` stands for any text), newest first, at most the newest 1,000 of the project
   * are looked at. One call for each hundred; with `first`, no more than it takes to find one.
   */
  releasesLike(
    scope: ResolvedTargeting,
    asked: { projectId: string; channelId?: string; pattern: string; first?: boolean },
  ): Promise<ListedRelease[]>;
  release(scope: ResolvedTargeting, releaseId: string): Promise<Release | undefined>;
  /** By exact version. */
  releaseOfVersion(
    scope: ResolvedTargeting,
    projectId: string,
    version: string,
  ): Promise<Release | undefined>;
  /** The newest full deployment of a release, whatever became of it. One call for each hundred of the release's. */
  fullDeploymentOf(scope: ResolvedTargeting, releaseId: string): Promise<string | undefined>;
  /**
   * Throws InvalidInput `noMachines` for an empty list, before any call. A refusal is an answer; after a throw nobody
   * knows whether it was made, unless the problem's code is in `TURNED_AWAY`.
   */
  request(scope: ResolvedTargeting, request: DeploymentRequest): Promise<Requested>;
  /**
   * The deployment with the marker, however many were made since: by the time at which its task was queued.
   * Two calls for each hundred deployments of that time.
   */
  find(scope: ResolvedTargeting, trace: Trace): Promise<{ deploymentId: string; taskId: string } | undefined>;
  /** Whom these went to; those that are not there any more are left out. One call for 100. */
  reach(scope: ResolvedTargeting, deploymentIds: string[]): Promise<Reach[]>;
  /** Those of the machines that exist and are enabled, as they are now. One call for 100. */
  enabled(scope: ResolvedTargeting, machineIds: string[]): Promise<StandingTarget[]>;
  /** Starts a health check of exactly these machines; throws InvalidInput `noMachines` for none. */
  beginHealthCheck(
    scope: ResolvedTargeting,
    machineIds: string[],
    description: string,
  ): Promise<{ taskId: string }>;
  /** One call for all; tasks that are not there any more are left out. An empty list answers nothing without a call. */
  tasks(scope: ResolvedTargeting, taskIds: string[]): Promise<TaskState[]>;
  /** Asks for its end, which takes a while; one that has ended is `asked` as well. `refused`: it runs on. */
  cancel(scope: ResolvedTargeting, taskId: string): Promise<'asked' | { refused: Problem }>;
}

/** Codes of problems that say that a request was turned away before it could have any effect. */
export const TURNED_AWAY = [
  ...['octopusThrottled', 'octopusUnauthorized', 'octopusMisconfigured'],
  ...['webhookThrottled', 'webhookUnauthorized', 'webhookUnasked'],
  ...['octopusTokenRefused', 'octopusIdentityUnavailable'],
];

/** Codes of problems that may be one project's own: other projects of the fleet are asked for nevertheless. */
export const ONE_PROJECTS_ALONE = ['octopusNotFound', 'octopusForbidden', 'octopusNoFullDeployment'];

/** Every request of ours has it in its comments, followed by what makes it unique. */
export const OUR_MARK = '[fleet-conductor:';
