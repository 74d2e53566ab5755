import { notFound, validationFailed } from '../errors.ts';
import type {
  Account,
  Channel,
  DeploymentFreeze,
  Documents,
  Environment,
  Lifecycle,
  MachinePolicy,
  Project,
  Release,
  Space,
  Tenant,
  WorkerPool,
} from '../model.ts';
import { slugOf } from '../rules/registration.ts';
import { addRelease } from '../rules/releases.ts';
import type { World } from '../world.ts';
import { addRunbook, publishRunbook } from './runbook-seeds.ts';
import { addServiceAccount } from './service-account-seeds.ts';
import { addTrigger } from './trigger-seeds.ts';

export const SEED_KINDS = [
  'spaces',
  'environments',
  'projects',
  'channels',
  'lifecycles',
  'releases',
  'tenants',
  'machinepolicies',
  'workerpools',
  'accounts',
  'deploymentfreezes',
  'serviceaccounts',
  'runbooks',
  'runbooksnapshots',
  'triggers',
] as const;
export type SeedKind = (typeof SEED_KINDS)[number];

/** What is not given gets Octopus's default; `SpaceId` is the default space, ids are assigned. */
export type Seed<K extends SeedKind> = Partial<Documents[K]>;

type Maker<K extends SeedKind> = (world: World, seed: Seed<K>) => Documents[K];
type Base = { Id: string; SpaceId: string; Name: string; Slug: string };

const MAKERS: { [K in SeedKind]: Maker<K> } = {
  spaces: addSpace,
  environments: addEnvironment,
  projects: addProject,
  channels: addChannel,
  lifecycles: addLifecycle,
  releases: seedRelease,
  tenants: addTenant,
  machinepolicies: addMachinePolicy,
  workerpools: addWorkerPool,
  accounts: addAccount,
  deploymentfreezes: addDeploymentFreeze,
  serviceaccounts: addServiceAccount,
  runbooks: addRunbook,
  runbooksnapshots: publishRunbook,
  triggers: addTrigger,
};

/** Adds a document with all that Octopus would make along with it. Throws a 400 or 404 for one that cannot be. */
export function addSeed<K extends SeedKind>(world: World, kind: K, seed: Seed<K>): Documents[K] {
  return MAKERS[kind](world, seed);
}

/** The default space, as a fresh server has it. */
export function seedFreshServer(world: World): void {
  if (world.store.count('spaces') === 0) addSpace(world, { Name: 'Default' });
}

function addSpace(world: World, seed: Seed<'spaces'>): Space {
  const Name = named(seed.Name);
  const space: Space = {
    Description: '',
    IsDefault: world.store.count('spaces') === 0,
    TaskQueueStopped: false,
    Slug: slugOf(Name),
    ...seed,
    Name,
    Id: seed.Id ?? world.store.newId('spaces'),
  };
  world.store.put('spaces', space);
  addMachinePolicy(world, { SpaceId: space.Id, Name: 'Default Machine Policy', IsDefault: true });
  addWorkerPool(world, { SpaceId: space.Id, Name: 'Default Worker Pool', IsDefault: true });
  addLifecycle(world, { SpaceId: space.Id, Name: 'Default Lifecycle' });
  return space;
}

function addEnvironment(world: World, seed: Seed<'environments'>): Environment {
  const environment: Environment = {
    SortOrder: world.store.count('environments'),
    UseGuidedFailure: false,
    AllowDynamicInfrastructure: true,
    ...seed,
    ...base(world, 'environments', seed),
  };
  world.store.put('environments', environment);
  return environment;
}

function addProject(world: World, seed: Seed<'projects'>): Project {
  const basics = base(world, 'projects', seed);
  const project: Project = {
    LifecycleId: firstOf(world, 'lifecycles', basics.SpaceId),
    IsDisabled: false,
    TenantedDeploymentMode: 'Untenanted',
    DefaultGuidedFailureMode: 'EnvironmentDefault',
    StepRoles: [],
    ...seed,
    ...basics,
    ProjectConnectivityPolicy: {
      SkipMachineBehavior: 'None',
      TargetRoles: [],
      AllowDeploymentsToNoTargets: false,
      ExcludeUnhealthyTargets: false,
      ...seed.ProjectConnectivityPolicy,
    },
  };
  world.store.put('projects', project);
  addChannel(world, { SpaceId: project.SpaceId, ProjectId: project.Id, Name: 'Default', IsDefault: true });
  return project;
}

function addChannel(world: World, seed: Seed<'channels'>): Channel {
  const { Slug: _, ...basics } = base(world, 'channels', seed);
  const channel: Channel = {
    IsDefault: false,
    LifecycleId: null,
    Rules: [],
    ...seed,
    ...basics,
    ProjectId: existing(world, 'projects', seed.ProjectId),
  };
  world.store.put('channels', channel);
  return channel;
}

function addLifecycle(world: World, seed: Seed<'lifecycles'>): Lifecycle {
  const { Slug: _, ...basics } = base(world, 'lifecycles', seed);
  const lifecycle: Lifecycle = { Phases: [], ...seed, ...basics };
  world.store.put('lifecycles', lifecycle);
  return lifecycle;
}

function seedRelease(world: World, seed: Seed<'releases'>): Release {
  const ProjectId = existing(world, 'projects', seed.ProjectId);
  const SpaceId = world.store.get('projects', ProjectId)?.SpaceId ?? '';
  const Version = named(seed.Version, 'Version');
  return addRelease(world, { ...seed, SpaceId, ProjectId, Version });
}

function addTenant(world: World, seed: Seed<'tenants'>): Tenant {
  const tenant: Tenant = {
    TenantTags: [],
    ProjectEnvironments: {},
    IsDisabled: false,
    ...seed,
    ...base(world, 'tenants', seed),
  };
  world.store.put('tenants', tenant);
  return tenant;
}

function addMachinePolicy(world: World, seed: Seed<'machinepolicies'>): MachinePolicy {
  const { Slug: _, ...basics } = base(world, 'machinepolicies', seed);
  const policy: MachinePolicy = {
    IsDefault: false,
    CheckedAt: world.now,
    ...seed,
    ...basics,
    MachineCleanupPolicy: {
      DeleteMachinesBehavior: 'DoNotDelete',
      DeleteMachinesElapsedTimeSpan: '00:15:00',
      ...seed.MachineCleanupPolicy,
    },
    MachineConnectivityPolicy: {
      MachineConnectivityBehavior: 'ExpectedToBeOnline',
      ...seed.MachineConnectivityPolicy,
    },
    MachineHealthCheckPolicy: {
      HealthCheckInterval: '01:00:00',
      HealthCheckType: 'RunScript',
      ...seed.MachineHealthCheckPolicy,
    },
    MachineUpdatePolicy: { CalamariUpdateBehavior: 'UpdateOnDeployment', ...seed.MachineUpdatePolicy },
  };
  world.store.put('machinepolicies', policy);
  return policy;
}

function addWorkerPool(world: World, seed: Seed<'workerpools'>): WorkerPool {
  const pool: WorkerPool = {
    WorkerPoolType: 'StaticWorkerPool',
    IsDefault: false,
    CanAddWorkers: true,
    SortOrder: world.store.count('workerpools'),
    ...seed,
    ...base(world, 'workerpools', seed),
  };
  world.store.put('workerpools', pool);
  return pool;
}

function addAccount(world: World, seed: Seed<'accounts'>): Account {
  const account: Account = {
    AccountType: 'SshKeyPair',
    ...seed,
    ...base(world, 'accounts', seed),
  };
  world.store.put('accounts', account);
  return account;
}

function addDeploymentFreeze(world: World, seed: Seed<'deploymentfreezes'>): DeploymentFreeze {
  const { Slug: _, ...basics } = base(world, 'deploymentfreezes', seed);
  const freeze: DeploymentFreeze = {
    ...{ Start: world.now, End: Number.MAX_SAFE_INTEGER, ProjectIds: [], EnvironmentIds: [] },
    TenantIds: [],
    ...seed,
    ...basics,
  };
  world.store.put('deploymentfreezes', freeze);
  return freeze;
}

/** What all documents with a name have. */
export function base(world: World, kind: SeedKind, seed: Partial<Base>): Base {
  const Name = named(seed.Name);
  return {
    SpaceId: existing(world, 'spaces', seed.SpaceId ?? defaultSpaceId(world)),
    Name,
    Slug: seed.Slug ?? slugOf(Name),
    Id: seed.Id ?? world.store.newId(kind),
  };
}

export function defaultSpaceId(world: World): string {
  return world.store.all('spaces').find(({ IsDefault }) => IsDefault)?.Id ?? '';
}

export function named(name: string | undefined, field = 'Name'): string {
  if (typeof name !== 'string' || name.trim() === '') throw validationFailed(`${field} is required.`);
  return name;
}

export function existing(world: World, kind: 'spaces' | 'projects', id: string | undefined): string {
  if (id === undefined || !world.store.get(kind, id)) throw notFound(id ?? kind);
  return id;
}

function firstOf(world: World, kind: 'lifecycles', spaceId: string): string {
  return world.store.all(kind).find(({ SpaceId }) => SpaceId === spaceId)?.Id ?? '';
}
