import type { JsonObject } from './json.ts';

/** What is stored. Facts only: every state a client sees is computed from these and "now". Records are never changed in place. */
export interface ScaleSetRecord {
  /** The resource id in lower case. */
  key: string;
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: JsonObject;
  zones?: string[];
  sku: { name: string; tier: string; capacity: number };
  /** Top-level parts that are echoed: identity, plan. */
  extras: JsonObject;
  /** The model as last written, without what is computed. */
  properties: JsonObject;
  etag: number;
  uniqueId: string;
  placementGroupId: string;
  createdAt: number;
  modelVersion: number;
  /** The virtualMachineProfile by model version, for every version some instance still runs. */
  models: Record<string, JsonObject>;
  /** Ids are counted up and never used again. */
  nextIndex: number;
  /** Second octet of its private addresses. */
  subnet: number;
  /** The operation that last moved the provisioning state. */
  operation: string;
  state: 'Creating' | 'Updating' | 'Deleting';
  repairs: 'Running' | 'Suspended';
}

export interface InstanceRecord {
  /** The resource id in lower case: of the scale set's child, or of the virtual machine when Flexible. */
  key: string;
  scaleSet: string;
  /** Uniform: the instance id; Flexible: the virtual machine's name. */
  id: string;
  index: number;
  vmId: string;
  computerName: string;
  etag: number;
  createdAt: number;
  /** End of `Creating`; null: never. */
  provisionedAt: number | null;
  /** First moment of `Succeeded`; later than provisionedAt for stragglers. */
  readyAt: number | null;
  /** Discarded by over-provisioning: from then on hidden from the VM list. */
  surplusAt?: number;
  deletingAt?: number;
  /** Gone from everywhere, the network side included. */
  goneAt?: number;
  failure?: { at: number; code: string; message: string };
  /** Model versions with the time each was applied, oldest first. */
  applied: AppliedModel[];
  /** Power states with the time each was reached, oldest first; running when none was. */
  power: Array<{ state: PowerState; at: number }>;
  updating?: { from: number; until: number };
  zone?: string;
  faultDomain: number;
  updateDomain: number;
  privateIp: string;
  mac: string;
  protection?: JsonObject;
  /** The repair it comes from: how many there were in a row, and when it was over. */
  repair?: { count: number; until: number };
  /** Of a Flexible set's machine, when they were written; otherwise those of the set. */
  tags?: JsonObject;
  health?: Array<{ state: HealthState; at: number }>;
  agent?: Array<{ ready: boolean; at: number }>;
  extensionFailure?: { name: string; at: number; message: string };
  /** A body written to this instance alone, over what the model says. */
  override?: JsonObject;
}

/** A model that an instance was given; with `reimaged` from a new disk even when the model is the same. */
export interface AppliedModel {
  version: number;
  at: number;
  reimaged?: true;
  /** The image version its new disk was made from, where the model leaves that to the service. */
  image?: string;
}

export type PowerState = 'starting' | 'running' | 'stopping' | 'stopped' | 'deallocating' | 'deallocated';
export type HealthState = 'healthy' | 'unhealthy' | 'initializing' | 'unknown';

export interface OperationRecord {
  /** The GUID in the operation's URL, equal to x-ms-request-id. */
  key: string;
  provider: 'Microsoft.Compute' | 'Microsoft.Network' | 'Microsoft.Resources';
  subscription: string;
  location: string;
  /** Key of the resource it works on. */
  target: string;
  startedAt: number;
  endsAt: number;
  error?: { code: string; message: string };
  output?: JsonObject;
  /** What began it: only a write's first poll asks for a wait. */
  kind: 'Write' | 'Delete' | 'Action';
  /** What the monitor URL answers once done: 200 for compute, 204 for a network delete. */
  monitorStatus: number;
}

/** The rolling upgrade of a set: one batch after the other, judged between them. */
export interface RollingUpgradeRecord {
  /** Key of the set; of one that another has followed, with its start behind it. */
  key: string;
  /** Of the operating system: every machine gets a new disk, of this version where the model leaves it open. */
  disk?: { reimaged: true; image?: string };
  operation: string;
  startedAt: number;
  version: number;
  policy: RollingPolicy;
  batches: RollingBatch[];
  /** Set when it does not run to its end. */
  stopped?: { at: number; code: 'Cancelled' | 'Faulted'; message?: string; unhealthy?: string };
  lastAction: 'Start' | 'Cancel';
}

export interface RollingBatch {
  instances: string[];
  from: number;
  until: number;
  /** With `maxSurge`: the new machines that take the place of the others when they are ready. */
  surge?: string[];
}

export interface RollingPolicy {
  maxBatchInstancePercent: number;
  maxUnhealthyInstancePercent: number;
  maxUnhealthyUpgradedInstancePercent: number;
  pauseTimeBetweenBatches: string;
  maxSurge: boolean;
  rollbackFailedInstancesOnPolicyBreach: boolean;
}

/** An upgrade of the operating system that the platform does by itself, one batch after the other. */
export interface OsUpgradeRecord {
  key: string;
  /** Key of the set. */
  scaleSet: string;
  /** The reference of the model, with the version all are brought to. */
  image: JsonObject & { exactVersion: string };
  scheduledAt: number;
  /** Absent while the hook before the whole upgrade waits for its answer. */
  startedAt?: number;
  policy: RollingPolicy;
  batches: OsUpgradeBatch[];
  /** The lifecycle hook event whose answer the next step waits for, and the instances it asks about. */
  hook?: { event: string; instances: string[] };
  /** With deferral: keys of the instances whose upgrade was approved. */
  approved: string[];
  /** Keys of the instances whose upgrade was rejected. */
  rejected: string[];
  ended?: { at: number; code: 'Completed' | 'Cancelled' | 'Faulted'; pending: number; message?: string };
}

export interface OsUpgradeBatch {
  instances: string[];
  from: number;
  until: number;
  /** When it was known whether its instances are healthy. */
  judgedAt?: number;
  /** Keys of those that were not healthy in time. */
  failed: string[];
  /** Whether those have their former disk again. */
  restored: boolean;
}

/** A version that a publisher has put into the marketplace. */
export interface PublishedImage {
  /** Publisher, offer, sku and version, in lower case. */
  key: string;
  version: string;
}

/** How the application of an image is on every machine that was made from it. */
export interface ApplicationRecord {
  /** Of the image version, in lower case: its resource id, or publisher/offer/sku/version. */
  key: string;
  state: ApplicationState;
  /** So long after its start a machine is well; seconds. */
  afterSeconds: number;
}

/** How it answers: as it should, with a 500, never; or nobody listens. */
export type ApplicationState = 'well' | 'error' | 'silent' | 'refusing';

/** Values of one metric of one resource over time; each holds until the next. `null`: no data. */
export interface MetricRecord {
  key: string;
  points: Array<{ at: number; value: number | null }>;
}
