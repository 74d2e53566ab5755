/**
 * The documents the server keeps. Fields in PascalCase are named as the Octopus REST API names them;
 * instants are milliseconds since the Unix epoch and are turned into ISO text only when answered.
 */

import type { Runbook, RunbookSnapshot } from './runbook-model.ts';
import type { AccessToken, ServiceAccount } from './service-account-model.ts';
import type { Trigger } from './trigger-model.ts';
import type { Fault, SelfRegistration, Tentacle } from './side-door-model.ts';

export interface Space {
  readonly Id: string;
  Name: string;
  Slug: string;
  Description: string;
  IsDefault: boolean;
  TaskQueueStopped: boolean;
}

export interface Environment {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  Slug: string;
  SortOrder: number;
  UseGuidedFailure: boolean;
  AllowDynamicInfrastructure: boolean;
}

export interface ConnectivityPolicy {
  SkipMachineBehavior: 'None' | 'SkipUnavailableMachines';
  TargetRoles: string[];
  AllowDeploymentsToNoTargets: boolean;
  ExcludeUnhealthyTargets: boolean;
}

export type TenantedMode = 'Untenanted' | 'TenantedOrUntenanted' | 'Tenanted';

export interface Project {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  Slug: string;
  LifecycleId: string;
  IsDisabled: boolean;
  TenantedDeploymentMode: TenantedMode;
  DefaultGuidedFailureMode: 'EnvironmentDefault' | 'Off' | 'On';
  ProjectConnectivityPolicy: ConnectivityPolicy;
  /** The roles the steps of the deployment process run on (any of them); empty = every role. Not on the wire. */
  StepRoles: string[];
  /** Variables without a default whose values each deployment must give in `FormValues`: the id, or `id=name`. Not on the wire. */
  PromptedVariables?: string[];
  /** The title of a manual intervention that each deployment begins with. Not on the wire. */
  ManualIntervention?: string;
}

/** A span in which no deployment is made, of all projects, environments and tenants or of some. */
export interface DeploymentFreeze {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  /** From then on, and until then. */
  Start: number;
  End: number;
  /** Empty = all. */
  ProjectIds: string[];
  EnvironmentIds: string[];
  /** Empty = whatever the tenant, and deployments without one. */
  TenantIds: string[];
}

export interface Channel {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  ProjectId: string;
  IsDefault: boolean;
  /** null = the project's lifecycle. */
  LifecycleId: string | null;
  Rules: unknown[];
}

export interface Phase {
  Id: string;
  Name: string;
  OptionalDeploymentTargets: string[];
  AutomaticDeploymentTargets: string[];
  IsOptionalPhase: boolean;
}

export interface Lifecycle {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  /** No phase = every environment, in any order. */
  Phases: Phase[];
}

export interface Release {
  readonly Id: string;
  readonly SpaceId: string;
  ProjectId: string;
  ChannelId: string;
  Version: string;
  ReleaseNotes: string | null;
  Assembled: number;
  SelectedPackages: unknown[];
  /** How often its variables were taken. Not on the wire as such. */
  VariableSnapshots?: number;
}

export interface Tenant {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  Slug: string;
  TenantTags: string[];
  ProjectEnvironments: Record<string, string[]>;
  IsDisabled: boolean;
}

export interface MachinePolicy {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  IsDefault: boolean;
  MachineCleanupPolicy: {
    DeleteMachinesBehavior: 'DoNotDelete' | 'DeleteUnavailableMachines';
    /** `hh:mm:ss` or `d.hh:mm:ss`, counted from when the machine was first found unavailable. */
    DeleteMachinesElapsedTimeSpan: string;
  };
  MachineConnectivityPolicy: {
    MachineConnectivityBehavior: 'ExpectedToBeOnline' | 'MayBeOfflineAndCanBeSkipped';
  };
  MachineHealthCheckPolicy: {
    /** null = never checked on a schedule. */
    HealthCheckInterval: string | null;
    HealthCheckType: 'RunScript' | 'OnlyConnectivity';
  };
  MachineUpdatePolicy: {
    CalamariUpdateBehavior: 'UpdateOnDeployment' | 'UpdateOnNewMachine' | 'UpdateAlways';
  };
  /** When the scheduled health check was last queued, or the policy made. Not on the wire. */
  CheckedAt: number;
}

export interface WorkerPool {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  Slug: string;
  WorkerPoolType: 'StaticWorkerPool' | 'DynamicWorkerPool';
  IsDefault: boolean;
  CanAddWorkers: boolean;
  SortOrder: number;
}

/** Logs on to machines. What it logs on with is never answered, so it is not kept. */
export interface Account {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  Slug: string;
  AccountType: 'SshKeyPair' | 'UsernamePassword' | 'Token';
}

export type HealthStatus = 'Healthy' | 'Unavailable' | 'Unknown' | 'HasWarnings' | 'Unhealthy';
export type CommunicationStyle = 'TentaclePassive' | 'TentacleActive' | 'Ssh' | 'None';

export interface Endpoint {
  CommunicationStyle: CommunicationStyle;
  [field: string]: unknown;
}

/** What a deployment target and a worker have in common. */
export interface Machine {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  Slug: string;
  IsDisabled: boolean;
  MachinePolicyId: string;
  HealthStatus: HealthStatus;
  StatusSummary: string;
  HasLatestCalamari: boolean;
  SkipInitialHealthCheck: boolean;
  Thumbprint: string | null;
  Uri: string | null;
  OperatingSystem: string;
  ShellName: string;
  Endpoint: Endpoint;
  /** Not on the wire: since when it has been unavailable, and when it was last looked at. */
  UnavailableSince: number | null;
  LastChecked: number | null;
}

export interface Target extends Machine {
  EnvironmentIds: string[];
  Roles: string[];
  TenantIds: string[];
  TenantTags: string[];
  TenantedDeploymentParticipation: TenantedMode;
}

export interface Worker extends Machine {
  WorkerPoolIds: string[];
}

export type TaskState =
  'Queued' | 'Executing' | 'Failed' | 'Canceled' | 'TimedOut' | 'Success' | 'Cancelling';

export interface LogLine {
  at: number;
  category: 'Info' | 'Warning' | 'Error' | 'Fatal' | 'Highlight';
  text: string;
}

export interface Task {
  readonly Id: string;
  readonly SpaceId: string;
  readonly Name: string;
  readonly Description: string;
  readonly Arguments: Record<string, unknown>;
  /** Set on Deploy tasks. */
  readonly DeploymentId: string | null;
  /** Set on RunbookRun tasks. */
  readonly RunbookId?: string;
  readonly ProjectId: string | null;
  readonly EnvironmentId: string | null;
  readonly TenantId: string | null;
  /** Higher is picked up first; equal ones in the order of their making. */
  Priority: number;
  State: TaskState;
  readonly QueueTime: number;
  readonly QueueTimeExpiry: number | null;
  /** The first instant at which a node may pick the task up. */
  readonly NotBefore: number;
  StartTime: number | null;
  /** The instant of the next transition of a running task; null while it waits for a person or is stuck. */
  EndsAt: number | null;
  CompletedTime: number | null;
  UpdatedTime: number;
  ErrorMessage: string;
  HasWarningsOrErrors: boolean;
  HasPendingInterruptions: boolean;
  /** The machines it works on, known from its start on. */
  MachineIds: string[];
  /** A planned outcome, from a fault. */
  FailWith: string | null;
  Log: LogLine[];
}

export interface Deployment {
  readonly Id: string;
  readonly SpaceId: string;
  /** Of a run of a runbook: its snapshot. */
  readonly ReleaseId: string;
  /** A run of this runbook, which is kept as a deployment is. */
  readonly RunbookId?: string;
  readonly EnvironmentId: string;
  readonly ProjectId: string;
  readonly ChannelId: string;
  readonly TenantId: string | null;
  readonly TaskId: string;
  readonly Name: string;
  readonly Comments: string;
  readonly Created: number;
  readonly DeployedBy: string;
  readonly SpecificMachineIds: string[];
  readonly ExcludedMachineIds: string[];
  readonly UseGuidedFailure: boolean;
  readonly ForcePackageDownload: boolean;
  readonly ForcePackageRedeployment: boolean;
  readonly SkipActions: string[];
  readonly FormValues: Record<string, unknown>;
  DeployedToMachineIds: string[];
  FailureEncountered: boolean;
}

export interface Interruption {
  readonly Id: string;
  readonly SpaceId: string;
  readonly TaskId: string;
  readonly Type: 'GuidedFailure' | 'ManualIntervention';
  readonly Title: string;
  readonly Created: number;
  IsPending: boolean;
  ResponsibleUserId: string | null;
  Result: 'Abort' | 'Retry' | 'Ignore' | 'Proceed' | null;
}

/** Who caused an event: a caller of the API, a Tentacle's own start-up script, the machine policy, the server, or the side door. */
export type Actor = 'api' | 'bootstrap' | 'policy' | 'server' | 'sim';

export interface AuditEvent {
  readonly Id: string;
  readonly SpaceId: string;
  readonly Category: string;
  readonly Occurred: number;
  readonly Message: string;
  readonly RelatedDocumentIds: string[];
  /** Not on the wire. */
  readonly By: Actor;
  readonly Facts: Record<string, unknown>;
}

/** Every kind of document by the name of its collection. */
export interface Documents {
  spaces: Space;
  environments: Environment;
  projects: Project;
  channels: Channel;
  lifecycles: Lifecycle;
  releases: Release;
  runbooks: Runbook;
  runbooksnapshots: RunbookSnapshot;
  tenants: Tenant;
  machinepolicies: MachinePolicy;
  workerpools: WorkerPool;
  accounts: Account;
  deploymentfreezes: DeploymentFreeze;
  serviceaccounts: ServiceAccount;
  triggers: Trigger;
  accesstokens: AccessToken;
  machines: Target;
  workers: Worker;
  tasks: Task;
  /** The ids of the tasks that are not completed, so that time can pass without a look at all the others. */
  activetasks: { readonly Id: string };
  /** Runs of runbooks among them. */
  deployments: Deployment;
  /** Only for the numbers of runs. */
  runbookruns: Deployment;
  interruptions: Interruption;
  events: AuditEvent;
  tentacles: Tentacle;
  selfregistrations: SelfRegistration;
  faults: Fault;
  /** The last number given out, per kind of document. */
  counters: { readonly Id: string; readonly last: number };
}
export type Kind = keyof Documents;
