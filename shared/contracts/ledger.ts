import * as z from 'zod';

/** Where an instance stands, as of the last look at Azure. `stopped`: it is off; `gone`: Azure no longer has it. */
export const InstanceState = z.enum(['creating', 'ready', 'failed', 'stopped', 'deleting', 'gone']);
export type InstanceState = z.infer<typeof InstanceState>;

/** A deployment target that stands for an instance. */
export const LedgerTarget = z.object({
  machineId: z.string(),
  name: z.string(),
  /** `registered` by us, or `adopted`: it registered itself (or was there before us). */
  origin: z.enum(['registered', 'adopted']),
  thumbprint: z.string().optional(),
  since: z.string(),
  /** Switched off in Octopus, which then deploys nothing to it. */
  disabled: z.boolean().optional(),
  /** When this very machine was last seen to answer at the target's address. */
  provenAt: z.string().optional(),
});

export type LedgerTarget = z.infer<typeof LedgerTarget>;

/** What one project's deployments did to one instance. */
export const LedgerRelease = z.object({
  releaseId: z.string(),
  version: z.string(),
  /**
   * `requested`: by us or others, and under way. `deployed`: Octopus says it went to this machine. `failed`: it counts as an
   * attempt. `refused`: Octopus would not make the deployment. `cancelled`: a person stopped it. `leftOut`: it ended
   * without this machine. Only `failed` uses up attempts.
   */
  state: z.enum(['requested', 'deployed', 'failed', 'refused', 'cancelled', 'leftOut']),
  deploymentId: z.string().optional(),
  attempts: z.int().nonnegative(),
  /** How often in a row it was refused or left out; the pause grows with it. */
  putOff: z.int().nonnegative().optional(),
  /** Not tried again before. */
  retryAt: z.string().optional(),
  /** When it ran, by Octopus's clock. */
  ranAt: z.string().optional(),
  /** Deployed by a person in place of this release of the fleet's, and left there. */
  insteadOf: z.string().optional(),
  /** It was refused because of a deployment freeze, which holds until then (ISO 8601), where that is known. */
  frozen: z.object({ until: z.string().optional() }).optional(),
  /** The refusal named this machine. */
  isBlamed: z.boolean().optional(),
  /** What was to be deployed, and why it was not. */
  message: z.string().optional(),
  nextStep: z.string().optional(),
  at: z.string(),
});
export type LedgerRelease = z.infer<typeof LedgerRelease>;

/** One instance: who it is (`vmId`), its target, what it carries, and why. Times are ISO 8601. */
export const LedgerRow = z.object({
  /** Azure's GUID of the VM: the only identity (rule 3). */
  vmId: z.string(),
  resourceId: z.string(),
  /** The scale set it was seen in, its id in lower case; rows of an earlier version lack it (see `memberOf`). */
  member: z.string().optional(),
  instanceId: z.string(),
  name: z.string(),
  computerName: z.string(),
  /** Private IPv4 address, once it was needed, and the public one. */
  address: z.string().optional(),
  publicAddress: z.string().optional(),
  /** The network interface that these are of; the primary one when absent. */
  nic: z.string().optional(),
  state: InstanceState,
  /** ARM's word for it: Creating, Updating, Succeeded, Failed, Deleting, Migrating. */
  provisioningState: z.string(),
  /** Azure's word for it: running, deallocated, ...; absent while Azure does not say. */
  power: z.string().optional(),
  /** Since when it has been in its state; rows of an earlier version lack it. */
  stateSince: z.string().optional(),
  firstSeen: z.string(),
  /** When it was first seen ready; the clock of registration and health deadlines. */
  readySince: z.string().optional(),
  /** Set when Azure is proven not to have it, removed by any list with it (rule 4). */
  missingSince: z.string().optional(),
  /** Why it was called gone; what becomes of its target later is another matter. */
  goneReason: z.string().optional(),
  /** The newest list lacks it, which proves nothing; until it is seen again nothing is done with it. */
  unseenSince: z.string().optional(),
  /** When registering it was last tried without success; the longest untried go first. */
  registrationTriedAt: z.string().optional(),
  target: LedgerTarget.optional(),
  /** The certificate that its Tentacle last had; kept when the target is lost, so that it is known again. */
  thumbprint: z.string().optional(),
  /** Its system disk, and when Azure created it: others mean that it was made anew. */
  disk: z.string().optional(),
  createdAt: z.string().optional(),
  /** Created, or made anew (reimaged, another disk, another certificate): what was deployed before counts for nothing. */
  renewedAt: z.string().optional(),
  /** Made anew, and nobody has seen yet whether its target still stands for it. */
  unproven: z.boolean().optional(),
  health: z.enum(['unknown', 'healthy', 'unhealthy']),
  /** It was off, or left out of a deployment: what its registry says of its health is older, until a check of ours. */
  checkDue: z.boolean().optional(),
  /** The last health check of ours that it was in, when that began, and whether its result is still to come. */
  check: z
    .object({ taskId: z.string(), reactionId: z.string(), at: z.string(), isOpen: z.boolean() })
    .optional(),
  /** By Octopus project id. */
  releases: z.record(z.string(), LedgerRelease),
  /** Why it stands where it stands, for people. */
  reason: z.string(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

/** An owned target that no instance stands behind; kept so that two looks can be told apart. */
export const OrphanRow = z.object({
  machineId: z.string(),
  name: z.string(),
  missingSince: z.string(),
  /** Two looks far enough apart showed no instance for it. */
  confirmed: z.boolean(),
});
export type OrphanRow = z.infer<typeof OrphanRow>;
