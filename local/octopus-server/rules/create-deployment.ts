import { validationFailed } from '../errors.ts';
import type { Actor, Deployment, Environment, Project, Release, Tenant } from '../model.ts';
import type { World } from '../world.ts';
import { record } from './audit.ts';
import { Fields } from './fields.ts';
import { freezesOver } from './freezes.ts';
import { lifecycleProblem } from './lifecycles.ts';
import { queueTask } from './tasks.ts';

interface Parts {
  release: Release;
  environment: Environment;
  project: Project;
  tenant: Tenant | undefined;
}

/** Makes a deployment and queues its task. Throws a 400 that lists what is wrong; then nothing was made. */
export function createDeployment(
  world: World,
  { spaceId, by = 'api' }: { spaceId: string; by?: Actor },
  body: unknown,
): Deployment {
  const fields = new Fields(body);
  const parts = resolveParts(world, spaceId, fields);
  const choices = readChoices(fields, parts);
  if (parts) fields.problems.push(...freezeProblems(world, parts), ...promptProblems(parts, choices));
  checkMachines(world, spaceId, { fields, choices });
  const timing = {
    queueTime: fields.instant('QueueTime'),
    queueTimeExpiry: fields.instant('QueueTimeExpiry'),
    priority: fields.text('Priority', 'Off') === 'On' ? 1 : 0,
  };
  if (!parts || fields.problems.length > 0) throw validationFailed(...fields.problems);
  const Id = world.store.newId('deployments');
  const task = queueTask(world, { ...taskDraft(Id, parts), ...timing });
  const deployment: Deployment = { ...identity(Id, parts), ...choices, TaskId: task.Id, Created: world.now };
  world.store.put('deployments', deployment);
  audit(world, deployment, by);
  return deployment;
}

function resolveParts(world: World, spaceId: string, fields: Fields): Parts | undefined {
  const tenantId = fields.textOrNull('TenantId');
  const look = <T extends { SpaceId: string }>(id: string, document: T | undefined): T | undefined => {
    if (document?.SpaceId === spaceId) return document;
    if (id !== '') fields.problems.push(`The resource '${id}' was not found.`);
    return undefined;
  };
  const [releaseId, environmentId] = [fields.required('ReleaseId'), fields.required('EnvironmentId')];
  const release = look(releaseId, world.store.get('releases', releaseId));
  const environment = look(environmentId, world.store.get('environments', environmentId));
  const tenant = tenantId === null ? undefined : look(tenantId, world.store.get('tenants', tenantId));
  const project = release && world.store.get('projects', release.ProjectId);
  if (!environment || !project || fields.problems.length > 0) return undefined;
  const parts = { release, environment, project, tenant };
  fields.problems.push(...projectProblems(parts), ...lifecycleProblem(world, parts));
  return parts;
}

function projectProblems({ project, tenant, environment }: Parts): string[] {
  if (project.IsDisabled) return [`The project ${project.Name} is disabled.`];
  if (!tenant)
    return project.TenantedDeploymentMode === 'Tenanted'
      ? [`The project ${project.Name} can only be deployed to tenants.`]
      : [];
  if (project.TenantedDeploymentMode === 'Untenanted')
    return [`The project ${project.Name} cannot be deployed to tenants.`];
  if (tenant.IsDisabled) return [`The tenant ${tenant.Name} is disabled.`];
  return tenant.ProjectEnvironments[project.Id]?.includes(environment.Id)
    ? []
    : [`The tenant ${tenant.Name} is not connected to ${project.Name} in ${environment.Name}.`];
}

function freezeProblems(world: World, parts: Parts): string[] {
  return freezesOver(world, parts).map(
    ({ Name }) => `The deployment is prevented by the deployment freeze '${Name}'.`,
  );
}

export function promptProblems({ project }: Pick<Parts, 'project'>, { FormValues }: Choices): string[] {
  const isGiven = (name: string) => (FormValues[name] ?? '') !== '';
  const missing = promptsOf(project)
    .filter(({ id }) => !isGiven(id))
    .map(({ name }) => name);
  return missing.length === 0
    ? []
    : [`Please provide a value for the following variables: ${missing.join(', ')}`];
}

/** What the form of a deployment asks for. */
export function promptsOf({ PromptedVariables = [] }: Project): { id: string; name: string }[] {
  return PromptedVariables.map((prompt) => {
    const [id = prompt, name = id] = prompt.split('=', 2);
    return { id, name };
  });
}

export type Choices = Omit<
  Deployment,
  | 'Id'
  | 'SpaceId'
  | 'ReleaseId'
  | 'EnvironmentId'
  | 'ProjectId'
  | 'ChannelId'
  | 'TenantId'
  | 'TaskId'
  | 'Name'
  | 'Created'
>;

/** What whoever asks chooses. */
export function readChoices(
  fields: Fields,
  parts: Pick<Parts, 'project' | 'environment'> | undefined,
): Choices {
  return {
    Comments: fields.text('Comments', ''),
    DeployedBy: 'local',
    SpecificMachineIds: fields.texts('SpecificMachineIds'),
    ExcludedMachineIds: fields.texts('ExcludedMachineIds'),
    UseGuidedFailure: fields.flag('UseGuidedFailure', parts !== undefined && guidedByDefault(parts)),
    ForcePackageDownload: fields.flag('ForcePackageDownload'),
    ForcePackageRedeployment: fields.flag('ForcePackageRedeployment'),
    SkipActions: fields.texts('SkipActions'),
    FormValues: fields.record('FormValues'),
    DeployedToMachineIds: [],
    FailureEncountered: false,
  };
}

export function guidedByDefault({ project, environment }: Pick<Parts, 'project' | 'environment'>): boolean {
  const mode = project.DefaultGuidedFailureMode;
  return mode === 'EnvironmentDefault' ? environment.UseGuidedFailure : mode === 'On';
}

/** Those that are named are there. */
export function checkMachines(
  world: World,
  spaceId: string,
  { fields, choices }: { fields: Fields; choices: Choices },
): void {
  for (const id of [...choices.SpecificMachineIds, ...choices.ExcludedMachineIds])
    if (world.store.get('machines', id)?.SpaceId !== spaceId)
      fields.problems.push(`The machine '${id}' was not found.`);
}

function identity(
  Id: string,
  { release, environment, project, tenant }: Parts,
): Omit<Deployment, keyof Choices | 'TaskId' | 'Created'> {
  return {
    Id,
    SpaceId: release.SpaceId,
    ReleaseId: release.Id,
    EnvironmentId: environment.Id,
    ProjectId: project.Id,
    ChannelId: release.ChannelId,
    TenantId: tenant?.Id ?? null,
    Name: `Deploy to ${environment.Name}`,
  };
}

export function taskDraft(
  deploymentId: string,
  { release, environment, project, tenant }: Parts,
): Parameters<typeof queueTask>[1] {
  const audience = tenant ? `${environment.Name} for ${tenant.Name}` : environment.Name;
  return {
    spaceId: release.SpaceId,
    name: 'Deploy',
    description: `Deploy ${project.Name} release ${release.Version} to ${audience}`,
    arguments: { DeploymentId: deploymentId },
    deployment: {
      id: deploymentId,
      projectId: project.Id,
      environmentId: environment.Id,
      tenantId: tenant?.Id ?? null,
    },
  };
}

function audit(world: World, deployment: Deployment, by: Actor): void {
  const { Id, ProjectId, EnvironmentId, ReleaseId, TaskId, SpecificMachineIds, Comments } = deployment;
  record(world, {
    category: 'DeploymentQueued',
    spaceId: deployment.SpaceId,
    message: `DeploymentQueued ${deployment.Name}`,
    related: [Id, ProjectId, EnvironmentId, ReleaseId, TaskId, ...SpecificMachineIds],
    by,
    facts: {
      deploymentId: Id,
      projectId: ProjectId,
      environmentId: EnvironmentId,
      releaseId: ReleaseId,
      specificMachineIds: SpecificMachineIds,
      comments: Comments,
    },
  });
}
