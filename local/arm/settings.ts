import type { Range } from './chance.ts';

/** How the simulated region behaves. Durations are seconds of the clock, drawn evenly from a range. */
export interface Settings {
  /** From acceptance to a provisioned instance. */
  readySeconds: Range;
  /** How long survivors of over-provisioning go on reading `Updating` after the set has settled. */
  stragglerSeconds: Range;
  deleteSeconds: Range;
  /** start, restart, powerOff, deallocate, reimage, manual upgrade. */
  actionSeconds: Range;
  modelWriteSeconds: Range;
  /** How long the network side still shows an instance that over-provisioning has discarded. */
  surplusNetworkSeconds: Range;
  /** An instance that never becomes ready fails its operation after this long. */
  provisioningTimeoutSeconds: number;
  /** From the end of an operation to the first delivery of its event. Wider than the gap between two events: they overtake each other. */
  eventDelaySeconds: Range;
  /** Share of events delivered a second time, between 0 and 1. */
  eventDuplicateShare: number;
  /** Whether virtual machines created by a Flexible set raise events of their own. */
  flexibleVmEvents: boolean;
  /** `recorded`: as seen on real traffic (30 to 70 s on the first poll, then none); a number: always that; `none`: never. */
  pollRetryAfterSeconds: 'recorded' | 'none' | number;
  pageSizes: { instances: number; subscriptionWide: number; networkInterfaces: number };
  /** How far Resource Graph is behind. */
  graphLagSeconds: Range;
  /** Cores of a subscription in each region. */
  coreQuota: number;
  /** Cores by family of sizes in each region, such as `standardDSv5Family`; a family left out has no limit of its own. */
  familyQuota: Record<string, number>;
  /** Cores of the quota that are used by what is not simulated. */
  coresElsewhere: number;
  /** Those there are, beside those that resource groups were made in. */
  subscriptions: string[];
  /** Whether the subscription, the resource group and whatever a request refers to must exist here; false for replaying traffic whose surroundings are not simulated. */
  requireExistence: boolean;
}

/** Where what names no subscription is. */
export const DEFAULT_SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';

export const DEFAULT_SETTINGS: Settings = {
  readySeconds: [45, 180],
  stragglerSeconds: [5, 30],
  deleteSeconds: [5, 25],
  actionSeconds: [5, 40],
  modelWriteSeconds: [0.05, 0.4],
  surplusNetworkSeconds: [60, 180],
  provisioningTimeoutSeconds: 2_400,
  eventDelaySeconds: [0.2, 6],
  eventDuplicateShare: 0.15,
  flexibleVmEvents: true,
  pollRetryAfterSeconds: 'recorded',
  pageSizes: { instances: 1_000, subscriptionWide: 50, networkInterfaces: 1_000 },
  graphLagSeconds: [0, 60],
  coreQuota: 100_000,
  familyQuota: {},
  coresElsewhere: 0,
  subscriptions: [DEFAULT_SUBSCRIPTION],
  requireExistence: true,
};
