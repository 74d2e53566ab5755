import { validationFailed } from '../errors.ts';
import type { Channel, Deployment, Environment, Project, Release } from '../model.ts';
import { guidedByDefault, promptsOf } from '../rules/create-deployment.ts';
import { targetsOf } from '../rules/deployment-targets.ts';
import { lifecycleProblem } from '../rules/lifecycles.ts';
import { created, ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { releaseView } from '../views/deployment-view.ts';
import { paged } from '../views/paging.ts';
import type { World } from '../world.ts';
import { Fields } from '../rules/fields.ts';
import { addRelease } from '../rules/releases.ts';
import { catalogView } from './catalog.ts';
import { find, inSpace, spaceOf } from './lookup.ts';
import { deploymentsPerEnvironment } from './progression.ts';

function pageOfReleases(request: OctopusRequest, releases: Release[], self: string): Answer {
  const version = request.query.one('searchByVersion')?.toLowerCase() ?? '';
  return ok(
    paged<Release>(request, {
      itemType: 'Release',
      matching: newestFirst(releases).filter(({ Version }) => Version.toLowerCase().includes(version)),
      self,
      show: releaseView,
    }),
  );
}

export function newestFirst(releases: Release[]): Release[] {
  return releases.toReversed().sort((one, other) => other.Assembled - one.Assembled);
}

function listReleases(request: OctopusRequest, world: World): Answer {
  return pageOfReleases(
    request,
    inSpace(request, world, 'releases'),
    `/api/${spaceOf(request, world).Id}/releases`,
  );
}

function listReleasesOfProject(request: OctopusRequest, world: World): Answer {
  const project: Project = find({ request, world }, 'projects');
  const releases = inSpace(request, world, 'releases').filter(({ ProjectId }) => ProjectId === project.Id);
  return pageOfReleases(request, releases, `/api/${project.SpaceId}/projects/${project.Id}/releases`);
}

function listReleasesOfChannel(request: OctopusRequest, world: World): Answer {
  const channel: Channel = find({ request, world }, 'channels');
  const releases = inSpace(request, world, 'releases').filter(({ ChannelId }) => ChannelId === channel.Id);
  return pageOfReleases(request, releases, `/api/${channel.SpaceId}/channels/${channel.Id}/releases`);
}

function getRelease(request: OctopusRequest, world: World): Answer {
  return ok(releaseView(find({ request, world }, 'releases')));
}

function createRelease(request: OctopusRequest, world: World): Answer {
  const fields = new Fields(request.body);
  const spaceId = spaceOf(request, world).Id;
  const projectId = fields.required('ProjectId');
  const version = fields.required('Version');
  const channelId = fields.textOrNull('ChannelId');
  const project = world.store.get('projects', projectId);
  const siblings = inSpace(request, world, 'releases').filter(({ ProjectId }) => ProjectId === projectId);
  if (project?.SpaceId !== spaceId) fields.problems.push(`The resource '${projectId}' was not found.`);
  if (channelId !== null && world.store.get('channels', channelId)?.ProjectId !== projectId)
    fields.problems.push(`The resource '${channelId}' was not found.`);
  if (siblings.some(({ Version }) => Version === version))
    fields.problems.push(`A release with the version ${version} already exists.`);
  if (fields.problems.length > 0) throw validationFailed(...fields.problems);
  const release = addRelease(world, {
    SpaceId: spaceId,
    ProjectId: projectId,
    Version: version,
    ...(channelId === null ? {} : { ChannelId: channelId }),
    ReleaseNotes: fields.textOrNull('ReleaseNotes'),
  });
  return created(releaseView(release));
}

/** The machines a deployment of the release would go to, as far as can be told now. */
function previewDeployment(request: OctopusRequest, world: World): Answer {
  return ok(previewIn(request, world, { EnvironmentId: request.params['environmentId'] }));
}

/** The same for tenants, several at once. */
function previewDeployments(request: OctopusRequest, world: World): Answer {
  const asked = new Fields(request.body).records('DeploymentPreviews');
  return ok(
    asked.map((each) => {
      const fields = new Fields(each);
      const EnvironmentId = fields.text('EnvironmentId', '');
      return previewIn(request, world, { EnvironmentId, TenantId: fields.textOrNull('TenantId') });
    }),
  );
}

interface Previewed {
  EnvironmentId: string | undefined;
  TenantId?: string | null;
}

function previewIn(
  request: OctopusRequest,
  world: World,
  { EnvironmentId, TenantId = null }: Previewed,
): Record<string, unknown> {
  const release: Release = find({ request, world }, 'releases');
  const environment: Environment = find({ request, world }, 'environments', EnvironmentId);
  const project: Project = find({ request, world }, 'projects', release.ProjectId);
  const targets = targetsOf(
    world,
    {
      SpaceId: release.SpaceId,
      EnvironmentId: environment.Id,
      TenantId,
      SpecificMachineIds: [],
      ExcludedMachineIds: [],
    },
    project,
  );
  const machine = ({ Id, Name, HealthStatus, HasLatestCalamari }: (typeof targets)[number]) => ({
    Id,
    Name,
    HealthStatus,
    HasLatestCalamari,
  });
  const unavailable = targets.filter(({ HealthStatus }) => HealthStatus === 'Unavailable').map(machine);
  const step = {
    ActionId: `${project.Id}-deploy`,
    ActionName: `Deploy ${project.Name}`,
    ActionNumber: '1',
    Roles: project.StepRoles,
    Machines: targets.map(machine),
    MachineNames: targets.map(({ Name }) => Name),
    UnavailableMachines: unavailable,
    ExcludedMachines: [],
    CanBeSkipped: true,
    IsDisabled: false,
    HasNoApplicableMachines: targets.length === 0,
  };
  return {
    StepsToExecute: [step],
    Form: formOf(project),
    UseGuidedFailureModeByDefault: guidedByDefault({ project, environment }),
    Links: { Self: `/api/${release.SpaceId}/releases/${release.Id}/deployments/preview/${environment.Id}` },
  };
}

function formOf(project: Project): Record<string, unknown> {
  const prompts = promptsOf(project);
  return {
    Values: Object.fromEntries(prompts.map(({ id }) => [id, ''])),
    Elements: prompts.map(({ id, name }) => ({
      Name: id,
      Control: { Type: 'VariableValue', Name: name, Label: name, Description: null, Required: true },
      IsValueRequired: true,
    })),
  };
}

/** Where the release may go next: every environment the lifecycle allows now. */
function deploymentTemplate(request: OctopusRequest, world: World): Answer {
  const release: Release = find({ request, world }, 'releases');
  const project: Project = find({ request, world }, 'projects', release.ProjectId);
  const allowed = inSpace(request, world, 'environments').filter(
    (environment) =>
      lifecycleProblem(world, { release, environment, project, tenant: undefined }).length === 0,
  );
  return ok({
    PromoteTo: allowed.map(({ Id, Name }) => ({ Id, Name })),
    TenantPromotions: [],
    IsDeploymentProcessModified: false,
    IsVariableSetModified: false,
    IsLibraryVariableSetModified: false,
    Links: { Self: `/api/${release.SpaceId}/releases/${release.Id}/deployments/template` },
  });
}

function projectProgression(request: OctopusRequest, world: World): Answer {
  const project: Project = find({ request, world }, 'projects');
  const history = Number(request.query.one('releaseHistoryCount') || 3);
  if (!Number.isInteger(history) || history < 1 || history > 100)
    throw validationFailed('releaseHistoryCount must be between 1 and 100.');
  const releases = inSpace(request, world, 'releases').filter(({ ProjectId }) => ProjectId === project.Id);
  const deployments = inSpace(request, world, 'deployments');
  const shown = newestFirst(releases).slice(0, history);
  return ok({
    Environments: inSpace(request, world, 'environments').map(({ Id, Name }) => ({ Id, Name })),
    Releases: shown.map((release) => releaseProgression(release, deployments, world)),
    Links: { Self: `/api/${project.SpaceId}/progression/${project.Id}` },
  });
}

function releaseProgression(
  release: Release,
  deployments: Deployment[],
  world: World,
): Record<string, unknown> {
  const channel = world.store.get('channels', release.ChannelId);
  return {
    Release: releaseView(release),
    Channel: channel ? catalogView('channels', channel) : null,
    Deployments: deploymentsPerEnvironment(release, deployments, world),
  };
}

/** The variables as they are now, for every deployment of the release from now on. */
function snapshotVariables(request: OctopusRequest, world: World): Answer {
  const release: Release = find({ request, world }, 'releases');
  const changed = { ...release, VariableSnapshots: (release.VariableSnapshots ?? 1) + 1 };
  world.store.put('releases', changed);
  return ok(releaseView(changed));
}

export const RELEASE_ROUTES: Routes = {
  'GET releases': listReleases,
  'POST releases': createRelease,
  'GET releases/{id}': getRelease,
  'GET releases/{id}/deployments/template': deploymentTemplate,
  'GET releases/{id}/deployments/preview/{environmentId}': previewDeployment,
  'POST releases/{id}/deployments/previews': previewDeployments,
  'POST releases/{id}/snapshot-variables': snapshotVariables,
  'GET projects/{id}/releases': listReleasesOfProject,
  'GET channels/{id}/releases': listReleasesOfChannel,
  'GET progression/{id}': projectProgression,
  'GET projects/{id}/progression': projectProgression,
};
