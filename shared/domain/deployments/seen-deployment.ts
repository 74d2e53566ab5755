/** A deployment that somebody, we or others, made of a project to the fleet's environment. */
export interface SeenDeployment {
  deploymentId: string;
  releaseId: string;
  /** Empty for a full deployment. */
  specificMachineIds: string[];
  excludedMachineIds?: string[];
  /** Limited by tags of targets: whom it will reach is known only once it runs. */
  isLimitedByTags?: boolean;
  /** Whom Octopus says it went to; known once it runs. */
  deployedToMachineIds: string[];
  /** ISO 8601. */
  created: string;
  /** When it began to run; deployments of a project run one after the other. */
  ranAt?: string;
  /** When it is to run, if not at once. */
  startsAt?: string;
  /** Queued, Executing, Success, Failed, Canceled, TimedOut, Cancelling; Unknown when its task is gone. */
  state: string;
  failureEncountered?: boolean;
  /** It carries the marker of one of our requests. */
  isOurs?: boolean;
}

export interface WantedRelease {
  projectId: string;
  releaseId: string;
  version: string;
  /** When the full deployment ran that made it the latest; absent for a release that the fleet pins. */
  since?: string;
  /** The full deployment whose choices (skipped steps, prompted variables) the fleet's own repeat. */
  likeDeploymentId?: string;
}

/** How a deployment ended for a machine. */
export type EndOnMachine = 'deployed' | 'failed' | 'cancelled' | 'leftOut';

const ACTIVE = new Set(['New', 'Queued', 'Executing', 'Cancelling']);
const FAILED = new Set(['Failed', 'TimedOut']);

export function isActive({ state }: { state: string }): boolean {
  return ACTIVE.has(state);
}

/** It names no machines, so it goes to all that there are. */
export function isFull(deployment: SeenDeployment): boolean {
  const { specificMachineIds, excludedMachineIds = [], isLimitedByTags = false } = deployment;
  return specificMachineIds.length === 0 && excludedMachineIds.length === 0 && !isLimitedByTags;
}

/** When it ran; before that, when it was made. */
export function timeOf({ ranAt, created }: Pick<SeenDeployment, 'ranAt' | 'created'>): number {
  return Date.parse(ranAt ?? created);
}

/**
 * What Octopus says of one machine, never the task's state alone: a deployment succeeds although machines were left
 * out that were disabled, unavailable or excluded. Without its task (retention) the deployment itself still tells.
 * `undefined` while it runs.
 */
export function endOn(
  machineId: string,
  { state, deployedToMachineIds, failureEncountered = false }: EndedDeployment,
): EndOnMachine | undefined {
  if (isActive({ state })) return undefined;
  if (state === 'Canceled') return 'cancelled';
  if (!deployedToMachineIds.includes(machineId)) return 'leftOut';
  const failed = FAILED.has(state) || (state !== 'Success' && failureEncountered);
  return failed ? 'failed' : 'deployed';
}

export type EndedDeployment = Pick<SeenDeployment, 'state' | 'deployedToMachineIds' | 'failureEncountered'>;

/** It was run on the machine, and came to an end there, good or bad. */
export function ranOn(machineId: string, deployment: SeenDeployment): boolean {
  return !isActive(deployment) && deployment.deployedToMachineIds.includes(machineId);
}

/**
 * It runs, or is about to run, on the machine. A full one that has not begun reaches every machine that is there by
 * then; one that is to start later is no reason to wait.
 */
export function isUnderWayOn(machineId: string, deployment: SeenDeployment, at: string): boolean {
  if (!isActive(deployment)) return false;
  const { specificMachineIds, deployedToMachineIds, excludedMachineIds = [], startsAt = at } = deployment;
  if (deployedToMachineIds.includes(machineId)) return true;
  if (deployedToMachineIds.length > 0 || excludedMachineIds.includes(machineId)) return false;
  if (deployment.isLimitedByTags || Date.parse(startsAt) > Date.parse(at)) return false;
  if (specificMachineIds.length > 0) return specificMachineIds.includes(machineId);
  return deployment.state !== 'Executing';
}
