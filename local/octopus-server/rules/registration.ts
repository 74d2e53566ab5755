import { validationFailed } from '../errors.ts';
import type { Actor, Endpoint, Machine, Target, Worker } from '../model.ts';
import type { World } from '../world.ts';
import { record } from './audit.ts';
import { readEndpoint } from './endpoints.ts';
import { Fields } from './fields.ts';
import { queueTask } from './tasks.ts';

/** The fields of a machine as they were sent, and who sent them. */
export interface Registration {
  fields: unknown;
  by: Actor;
}

type MachineKind = 'machines' | 'workers';
const TENANTED = ['Untenanted', 'TenantedOrUntenanted', 'Tenanted'] as const;

/** Adds a deployment target. Throws a 400 that lists every problem. */
export function registerTarget(world: World, spaceId: string, registration: Registration): Target {
  const fields = new Fields(registration.fields);
  const draft = { ...newMachine(world, spaceId, fields), ...targetFields(world, spaceId, fields) };
  refuseProblems(world, { kind: 'machines', spaceId, fields });
  const target = { ...draft, Id: world.store.newId('machines') };
  world.store.put('machines', target);
  announce(world, target, { category: 'Created', by: registration.by });
  return target;
}

/** Replaces a deployment target whole: what is not sent goes back to its default. Throws a 400 likewise. */
export function replaceTarget(world: World, existing: Target, registration: Registration): Target {
  const fields = new Fields(registration.fields);
  const own = existing.SpaceId;
  const draft = { ...newMachine(world, own, fields), ...targetFields(world, own, fields) };
  refuseProblems(world, { kind: 'machines', spaceId: own, fields, self: existing.Id });
  const target = { ...draft, ...whatStays(existing, draft), Id: existing.Id };
  world.store.put('machines', target);
  announce(world, target, { category: 'Modified', by: registration.by });
  return target;
}

export function registerWorker(world: World, spaceId: string, registration: Registration): Worker {
  const fields = new Fields(registration.fields);
  const draft = { ...newMachine(world, spaceId, fields), WorkerPoolIds: poolIds(world, spaceId, fields) };
  refuseProblems(world, { kind: 'workers', spaceId, fields });
  const worker = { ...draft, Id: world.store.newId('workers') };
  world.store.put('workers', worker);
  announce(world, worker, { category: 'Created', by: registration.by });
  return worker;
}

export function replaceWorker(world: World, existing: Worker, registration: Registration): Worker {
  const fields = new Fields(registration.fields);
  const own = existing.SpaceId;
  const draft = { ...newMachine(world, own, fields), WorkerPoolIds: poolIds(world, own, fields) };
  refuseProblems(world, { kind: 'workers', spaceId: own, fields, self: existing.Id });
  const worker = { ...draft, ...whatStays(existing, draft), Id: existing.Id };
  world.store.put('workers', worker);
  announce(world, worker, { category: 'Modified', by: registration.by });
  return worker;
}

export function findTargetByName(world: World, spaceId: string, name: string): Target | undefined {
  return world.store.all('machines').find((target) => isNamed(target, spaceId, name));
}

/** Names are compared without regard to case, within a space. */
export function isNamed(document: { SpaceId: string; Name: string }, spaceId: string, name: string): boolean {
  return document.SpaceId === spaceId && document.Name.toLowerCase() === name.toLowerCase();
}

export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function newMachine(world: World, spaceId: string, fields: Fields): Omit<Machine, 'Id'> {
  const Name = fields.required('Name');
  const endpoint = readEndpoint(fields);
  checkAccount(world, spaceId, { fields, endpoint: endpoint.endpoint });
  return {
    SpaceId: spaceId,
    Name,
    Slug: fields.text('Slug', slugOf(Name)),
    IsDisabled: fields.flag('IsDisabled'),
    MachinePolicyId: policyId(world, spaceId, fields),
    HealthStatus: 'Unknown',
    StatusSummary: 'This machine was recently added. Please perform a health check.',
    HasLatestCalamari: false,
    SkipInitialHealthCheck: fields.flag('SkipInitialHealthCheck'),
    Thumbprint: endpoint.thumbprint,
    Uri: endpoint.uri,
    OperatingSystem: 'Unknown',
    ShellName: 'Unknown',
    Endpoint: endpoint.endpoint,
    UnavailableSince: null,
    LastChecked: null,
  };
}

/** Whoever logs on by SSH needs an account of the space that can. */
function checkAccount(
  world: World,
  spaceId: string,
  { fields, endpoint }: { fields: Fields; endpoint: Endpoint },
): void {
  if (endpoint.CommunicationStyle !== 'Ssh') return;
  const id = typeof endpoint['AccountId'] === 'string' ? endpoint['AccountId'] : '';
  const account = world.store.get('accounts', id);
  if (account?.SpaceId !== spaceId) fields.problems.push(`The account '${id}' was not found.`);
  else if (account.AccountType === 'Token')
    fields.problems.push(`The account '${account.Name}' cannot be used for an SSH connection.`);
}

function targetFields(world: World, spaceId: string, fields: Fields): Omit<Target, keyof Machine> {
  const EnvironmentIds = fields.texts('EnvironmentIds');
  const Roles = fields.texts('Roles');
  const TenantIds = fields.texts('TenantIds');
  if (EnvironmentIds.length === 0) fields.problems.push('Please specify at least one environment.');
  if (Roles.length === 0) fields.problems.push('Please specify at least one role.');
  for (const kind of ['environments', 'tenants'] as const)
    for (const id of kind === 'environments' ? EnvironmentIds : TenantIds)
      if (world.store.get(kind, id)?.SpaceId !== spaceId)
        fields.problems.push(`The resource '${id}' was not found.`);
  return {
    EnvironmentIds,
    Roles,
    TenantIds,
    TenantTags: fields.texts('TenantTags'),
    TenantedDeploymentParticipation: fields.oneOf('TenantedDeploymentParticipation', TENANTED, 'Untenanted'),
  };
}

function poolIds(world: World, spaceId: string, fields: Fields): string[] {
  const ids = fields.texts('WorkerPoolIds');
  if (ids.length === 0) fields.problems.push('Please specify at least one worker pool.');
  for (const id of ids)
    if (world.store.get('workerpools', id)?.SpaceId !== spaceId)
      fields.problems.push(`The resource '${id}' was not found.`);
  return ids;
}

function policyId(world: World, spaceId: string, fields: Fields): string {
  const policies = world.store.all('machinepolicies').filter(({ SpaceId }) => SpaceId === spaceId);
  const asked = fields.textOrNull('MachinePolicyId');
  const policy = policies.find(({ Id, IsDefault }) => (asked === null ? IsDefault : Id === asked));
  if (!policy) fields.problems.push(`The machine policy '${asked ?? 'default'}' was not found.`);
  return policy?.Id ?? '';
}

interface Check {
  kind: MachineKind;
  spaceId: string;
  fields: Fields;
  self?: string;
}

function refuseProblems(world: World, { kind, spaceId, fields, self }: Check): void {
  const name = fields.text('Name', '');
  const taken = world.store.all(kind).some((other) => other.Id !== self && isNamed(other, spaceId, name));
  if (taken)
    fields.problems.push(
      `A machine named '${name}' already exists. Please choose a different name. To add the same machine to multiple environments, edit the machine details and select additional environments.`,
    );
  if (fields.problems.length > 0) throw validationFailed(...fields.problems);
}

/** What is known of a machine stays known, unless it is now another one that answers. */
function whatStays(existing: Machine, draft: Omit<Machine, 'Id'>): Partial<Machine> {
  if (existing.Uri !== draft.Uri || existing.Thumbprint !== draft.Thumbprint) return {};
  const { HealthStatus, StatusSummary, HasLatestCalamari, UnavailableSince, LastChecked } = existing;
  return { HealthStatus, StatusSummary, HasLatestCalamari, UnavailableSince, LastChecked };
}

function announce(
  world: World,
  machine: Machine,
  { category, by }: { category: 'Created' | 'Modified'; by: Actor },
): void {
  record(world, {
    category,
    spaceId: machine.SpaceId,
    message: `Machine ${machine.Name} was ${category.toLowerCase()}`,
    related: [machine.Id],
    by,
    facts: { machineId: machine.Id, name: machine.Name, uri: machine.Uri, thumbprint: machine.Thumbprint },
  });
  if (category === 'Modified' || machine.SkipInitialHealthCheck || machine.IsDisabled) return;
  queueTask(world, {
    spaceId: machine.SpaceId,
    name: 'Health',
    description: `Check the health of the new machine ${machine.Name}`,
    arguments: { MachineIds: [machine.Id] },
  });
}
