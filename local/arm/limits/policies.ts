/** A token bucket: how many tokens it holds, and how many come back per minute. */
export interface Bucket {
  burst: number;
  perMinute: number;
}

/** The buckets an operation draws from; named as in x-ms-ratelimit-remaining-resource. */
export interface Policy {
  provider: 'Microsoft.Compute' | 'Microsoft.Network' | 'none';
  draws: Array<{
    group: string;
    perResource: boolean;
    bucket: Bucket;
    /** Tokens: one, or one per VM touched. */ perVm?: boolean;
  }>;
  /** It tells of machines that wait in a queue; there are none. */
  queues?: boolean;
}

type Draw = Policy['draws'][number];

const resource = (group: string, perMinute: number, burst: number): Draw => ({
  group: `${group}Resource`,
  perResource: true,
  bucket: { perMinute, burst },
});
const subscription = (group: string, perMinute: number, burst: number): Draw => ({
  group: `${group}SubscriptionMaximum`,
  perResource: false,
  bucket: { perMinute, burst },
});
const compute = (...draws: Draw[]): Policy => ({ provider: 'Microsoft.Compute', draws });
const writing = (...draws: Draw[]): Policy => ({ ...compute(...draws), queues: true });

const BATCHED_VMS: Draw = {
  group: 'VMScaleSetBatchedVMRequestsSubscriptionMaximum',
  perResource: false,
  bucket: { perMinute: 2_000, burst: 6_000 },
  perVm: true,
};
const VM_VIEWS: Draw = {
  group: 'VMScaleSetVMViewsSubscriptionMaximum',
  perResource: false,
  bucket: { perMinute: 10_000, burst: 30_000 },
  perVm: true,
};
const both = (group: string, perMinute: number, subscriptionRate: [number, number]): Draw[] => [
  subscription(group, ...subscriptionRate),
  resource(group, perMinute, perMinute * 3),
];

/** The published per-minute rates; bursts as seen on the wire. */
export const POLICIES = {
  getScaleSet: compute(...both('GetVMScaleSet', 12, [800, 2_400])),
  viewScaleSet: compute(...both('HighCostGetVMScaleSet', 10, [360, 1_080])),
  listScaleSets: compute(subscription('HighCostGetVMScaleSet', 360, 1_080)),
  listInstances: compute(...both('HighCostGetVMScaleSet', 10, [360, 1_080]), VM_VIEWS),
  listAllScaleSets: { provider: 'none', draws: [] },
  createScaleSet: writing(...both('CreateVMScaleSet', 4, [125, 375]), BATCHED_VMS),
  actOnScaleSet: writing(...both('VMScaleSetActions', 4, [500, 1_500]), BATCHED_VMS),
  actOnInstances: writing(subscription('VMScaleSetActions', 500, 1_500), BATCHED_VMS),
  deleteScaleSet: writing(...both('DeleteVMScaleSet', 4, [175, 525]), BATCHED_VMS),
  stopInstances: writing(subscription('DeleteVMScaleSet', 175, 525), BATCHED_VMS),
  getInstance: compute(...both('GetVMScaleSetVM', 12, [2_000, 6_000]), VM_VIEWS),
  upgradeSystem: writing(...both('VMScaleSetActions', 4, [500, 1_500])),
  cancelUpgrade: compute(...both('VMScaleSetActions', 4, [500, 1_500])),
  actOnInstance: writing(...both('VMScaleSetVMActions', 4, [500, 2_000]), BATCHED_VMS),
  evictInstance: compute(...both('VMScaleSetVMActions', 4, [500, 2_000])),
  deleteInstance: writing(...both('DeleteVMScaleSetVM', 4, [500, 2_000]), BATCHED_VMS),
  getVm: compute(...both('LowCostGet', 12, [8_000, 24_000])),
  listVms: compute(subscription('HighCostGet', 300, 900)),
  updateVm: compute(...both('UpdateVM', 4, [500, 1_500])),
  deleteVm: compute(...both('DeleteVM', 4, [500, 1_500])),
  getOperation: compute(...both('GetOperation', 15, [5_000, 15_000])),
  readNetwork: {
    provider: 'Microsoft.Network',
    draws: [{ group: 'Reads', perResource: false, bucket: { perMinute: 2_000, burst: 10_000 } }],
  },
  writeNetwork: {
    provider: 'Microsoft.Network',
    draws: [{ group: 'Writes', perResource: false, bucket: { perMinute: 200, burst: 1_000 } }],
  },
  none: { provider: 'none', draws: [] },
} satisfies Record<string, Policy>;
