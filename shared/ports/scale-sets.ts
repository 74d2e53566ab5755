import type { SeenInstance } from '../domain/take-look.ts';

/**
 * What ARM's rate limits said with an answer: tokens left in the scarcest bucket (`x-ms-ratelimit-remaining-resource`),
 * and how long we were asked to wait (`Retry-After`).
 */
export interface CallBudget {
  remaining?: number;
  retryAfterSeconds?: number;
}

/** A scale set as ARM shows it. */
export interface ObservedScaleSet {
  id: string;
  capacity: number;
  /** Creating, Updating, Succeeded, Failed, Deleting, Migrating. */
  provisioningState: string;
}

/** One VM of a scale set as ARM lists it: exactly what the domain decides by. */
export type ObservedInstance = SeenInstance;

export interface AddressesWanted {
  /** Of the interface of this name in the scale set's model; of the primary one when absent. */
  nic?: string | undefined;
  /** The public ones as well. */
  isPublic?: boolean;
}

export interface MachineAddresses {
  privateIp?: string;
  publicIp?: string;
}

/** Reading scale sets. Throws `ProblemError` (Transient, Permanent, ...); each call has a time-out and never retries by itself. */
export interface ScaleSets {
  /** `undefined`: there is no such scale set. One ARM call. */
  read(scaleSetId: string): Promise<{ scaleSet: ObservedScaleSet | undefined; budget: CallBudget }>;
  /**
   * All pages or a throw, never a part; Permanent `scaleSetNotFound` when there is no such scale set. One ARM call per page,
   * and one more for a scale set that was never read before. The same for both orchestration modes.
   */
  listInstances(scaleSetId: string): Promise<{ instances: ObservedInstance[]; budget: CallBudget }>;
  /** Whether Azure has this very instance (its vmId) in the scale set, whatever its lists say. One ARM call. */
  hasInstance(scaleSetId: string, instance: { resourceId: string; vmId: string }): Promise<boolean>;
  /**
   * IPv4 addresses by the instances' resource ids in lower case. Calls and problems as of `listInstances`, once more for
   * public ones.
   */
  addresses(scaleSetId: string, wanted?: AddressesWanted): Promise<Map<string, MachineAddresses>>;
}
