import { notFound } from '../errors.ts';
import type { Deployment, Task } from '../model.ts';
import { createDeployment } from '../rules/create-deployment.ts';
import { created, ok } from '../server/request.ts';
import type { Answer, OctopusRequest, Query } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { deploymentView } from '../views/deployment-view.ts';
import { paged } from '../views/paging.ts';
import type { World } from '../world.ts';
import { find, inSpace, spaceOf } from './lookup.ts';

/** Whether one of a list is meant. */
export type Test = (deployment: Deployment, task: Task | undefined) => boolean;

function listDeployments(request: OctopusRequest, world: World): Answer {
  const tests = deploymentTests(request.query);
  const matching = inSpace(request, world, 'deployments')
    .filter(({ RunbookId }) => RunbookId === undefined)
    .filter((deployment) => {
      const task = world.store.get('tasks', deployment.TaskId);
      return tests.every((test) => test(deployment, task));
    })
    .reverse();
  return ok(
    paged<Deployment>(request, {
      itemType: 'Deployment',
      matching,
      self: `/api/${spaceOf(request, world).Id}/deployments`,
      show: deploymentView,
    }),
  );
}

/** The filters that lists of deployments and of runs share. */
export function deploymentTests(query: Query): Test[] {
  const anyOf = (name: string, valueOf: (...of: Parameters<Test>) => string | null | undefined): Test[] => {
    const wanted = new Set(query.list(name).map((value) => value.toLowerCase()));
    return wanted.size === 0 ? [] : [(...of) => wanted.has(valueOf(...of)?.toLowerCase() ?? '')];
  };
  const partialName = query.one('partialName')?.toLowerCase();
  return [
    ...anyOf('ids', ({ Id }) => Id),
    ...anyOf('projects', ({ ProjectId }) => ProjectId),
    ...anyOf('environments', ({ EnvironmentId }) => EnvironmentId),
    ...anyOf('channels', ({ ChannelId }) => ChannelId),
    ...anyOf('tenants', ({ TenantId }) => TenantId),
    ...anyOf('taskState', (_, task) => task?.State),
    ...(partialName ? [({ Name }: Deployment) => Name.toLowerCase().includes(partialName)] : []),
  ];
}

function postDeployment(request: OctopusRequest, world: World): Answer {
  const deployment = createDeployment(world, { spaceId: spaceOf(request, world).Id }, request.body);
  return created(deploymentView(deployment));
}

function getDeployment(request: OctopusRequest, world: World): Answer {
  const deployment = find({ request, world }, 'deployments');
  if (deployment.RunbookId !== undefined) throw notFound(deployment.Id);
  return ok(deploymentView(deployment));
}

function listReleaseDeployments(request: OctopusRequest, world: World): Answer {
  const release = find({ request, world }, 'releases');
  return ok(
    paged<Deployment>(request, {
      itemType: 'Deployment',
      matching: inSpace(request, world, 'deployments')
        .filter(({ ReleaseId }) => ReleaseId === release.Id)
        .reverse(),
      self: `/api/${release.SpaceId}/releases/${release.Id}/deployments`,
      show: deploymentView,
    }),
  );
}

export const DEPLOYMENT_ROUTES: Routes = {
  'GET deployments': listDeployments,
  'POST deployments': postDeployment,
  'GET deployments/{id}': getDeployment,
  'GET releases/{id}/deployments': listReleaseDeployments,
};
