import * as z from 'zod';

/**
 * Only what is read, as permissive as Octopus's versions differ: it leaves out, or answers null for, much of this.
 */
const Text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const Texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const Flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A page of a collection. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ TotalResults: z.int().nonnegative(), Items: z.array(item) });
}

/** Spaces, environments, projects, channels, tenants, machine policies, accounts. */
export const Named = z.object({ Id: z.string().min(1), Name: z.string(), Slug: Text });
export type Named = z.infer<typeof Named>;

/** A PUT sends it back: what it lacks must stay lacking. A Tentacle has a thumbprint, an SSH server a fingerprint. */
const Endpoint = z
  .looseObject({
    Uri: z.string().nullish(),
    Thumbprint: z.string().nullish(),
    Fingerprint: z.string().nullish(),
  })
  .nullish();

/** What `machines/discover` answers: a machine that is not registered yet, so without an id. */
export const DiscoveredMachine = z.object({ Uri: Text, Thumbprint: Text, Endpoint });

export const Machine = z.object({
  Id: z.string().min(1),
  Name: z.string(),
  Roles: Texts,
  EnvironmentIds: Texts,
  TenantIds: Texts,
  TenantTags: Texts,
  /** Of a worker. */
  WorkerPoolIds: z.array(z.string()).nullish(),
  Uri: Text,
  Thumbprint: Text,
  Endpoint,
  HealthStatus: Text,
  IsDisabled: Flag,
  /** Some task is working on it. */
  IsInProcess: Flag,
});
export type Machine = z.infer<typeof Machine>;

/** With all its fields: a PUT replaces the whole, so what we do not know goes back as it came. */
export const WholeMachine = Machine.loose();
export type WholeMachine = z.infer<typeof WholeMachine>;

export const Deployment = z.object({
  Id: z.string().min(1),
  TaskId: z.string().min(1),
  ReleaseId: Text,
  EnvironmentId: Text,
  TenantId: Text,
  ChannelId: Text,
  SpecificMachineIds: Texts,
  ExcludedMachineIds: Texts,
  SpecificTargetTagIds: Texts,
  ExcludedTargetTagIds: Texts,
  DeployedToMachineIds: Texts,
  FailureEncountered: Flag,
  Comments: Text,
  Created: Text,
});
export type Deployment = z.infer<typeof Deployment>;

/** A run of a runbook, read as the deployment of its snapshot. */
export const RunbookRun = z
  .object({ ...Deployment.omit({ ReleaseId: true, ChannelId: true }).shape, RunbookSnapshotId: Text })
  .transform(({ RunbookSnapshotId, ...run }): Deployment => ({
    ...{ ...run, ReleaseId: RunbookSnapshotId, ChannelId: '' },
  }));

/** A runbook, and what of it is published. */
export const Published = z.object({ Id: z.string().min(1), PublishedRunbookSnapshotId: Text });

export const RunbookSnapshot = z.object({ Id: z.string().min(1), Name: z.string().min(1), Assembled: Text });

/** What a person chose when asking for a deployment; the values may be secrets. */
export const DeploymentChoices = z.object({
  SkipActions: Texts,
  FormValues: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((value) => value ?? {}),
});

export const CreatedDeployment = z.object({ Id: z.string().min(1), TaskId: z.string().min(1) });

export const Task = z.object({
  Id: z.string().min(1),
  State: z.string(),
  IsCompleted: Flag,
  FinishedSuccessfully: Flag,
  HasPendingInterruptions: Flag,
  ErrorMessage: Text,
  StartTime: Text,
  QueueTime: Text,
  Arguments: z.looseObject({ DeploymentId: Text, RunbookRunId: Text }).nullish(),
});
export type Task = z.infer<typeof Task>;

/** When no deployment is made, of which projects to which environments, and for which tenants. */
const DeploymentFreeze = z.object({
  ...{ Name: z.string(), Start: z.string(), End: z.string() },
  ProjectEnvironmentScope: z
    .record(z.string(), Texts)
    .nullish()
    .transform((value) => value ?? {}),
  TenantProjectEnvironmentScope: z
    .array(z.object({ TenantId: Text, ProjectId: Text, EnvironmentId: Text }))
    .nullish()
    .transform((value) => value ?? []),
});
export type DeploymentFreeze = z.infer<typeof DeploymentFreeze>;

/** Their list has an envelope of its own. */
export const DeploymentFreezes = z.object({ DeploymentFreezes: z.array(DeploymentFreeze) });

export const CreatedTask = z.object({ Id: z.string().min(1) });

export const Release = z.object({
  ...{ Id: z.string().min(1), Version: z.string().min(1) },
  ...{ ChannelId: Text, Assembled: Text },
});

/** For answers nobody reads. */
export const Anything = z.unknown();
