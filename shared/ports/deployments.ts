import type { SeenDeployment } from '../domain/plan-deployments.ts';
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

/** What is asked of Octopus: always names its machines (rule 5). */
export interface DeploymentRequest {
  projectId: string;
  releaseId: string;
  /** Never empty: an empty list would mean every machine, so it is refused. */
  machineIds: string[];
  comments: string;
  useGuidedFailure: boolean;
}

export interface TaskState {
  taskId: string;
  state: string;
  isCompleted: boolean;
  succeeded: boolean;
  hasPendingInterruptions: boolean;
  errorMessage: string;
}

/** Health checks and deployments. Throws `ProblemError`; each call has a time-out and never retries by itself. */
export interface Deployments {
  /**
   * The project's deployments to the environment with the states of their tasks, newest first, at most the newest 100.
   * Two calls.
   */
  recent(scope: ResolvedTargeting, projectId: string): Promise<ObservedDeployment[]>;
  /** The newest full, successful deployment (rule: never a partial one); searches further back than `recent` does. */
  latestFullSuccess(
    scope: ResolvedTargeting,
    project: { projectId: string; channelId?: string },
  ): Promise<ObservedDeployment | undefined>;
  release(scope: ResolvedTargeting, releaseId: string): Promise<Release | undefined>;
  /** By exact version. */
  releaseOfVersion(
    scope: ResolvedTargeting,
    projectId: string,
    version: string,
  ): Promise<Release | undefined>;
  /** Throws InvalidInput `noMachines` for an empty list, before any call. */
  request(
    scope: ResolvedTargeting,
    request: DeploymentRequest,
  ): Promise<{ deploymentId: string; taskId: string }>;
  /** Starts a health check of exactly these machines; throws InvalidInput `noMachines` for none. */
  beginHealthCheck(
    scope: ResolvedTargeting,
    machineIds: string[],
    description: string,
  ): Promise<{ taskId: string }>;
  /** One call for all; tasks that are not there any more are left out. An empty list answers nothing without a call. */
  tasks(scope: ResolvedTargeting, taskIds: string[]): Promise<TaskState[]>;
}
