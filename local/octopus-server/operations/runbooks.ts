import { notFound } from '../errors.ts';
import type { Deployment, Project } from '../model.ts';
import type { Runbook, RunbookSnapshot } from '../runbook-model.ts';
import { createRun } from '../rules/create-run.ts';
import { created, ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { instantText } from '../views/instant-text.ts';
import { paged } from '../views/paging.ts';
import { runView } from '../views/run-view.ts';
import type { World } from '../world.ts';
import { deploymentTests } from './deployments.ts';
import { find, inSpace, spaceOf } from './lookup.ts';

function runbookView(runbook: Runbook): Record<string, unknown> {
  const Self = `/api/${runbook.SpaceId}/runbooks/${runbook.Id}`;
  return { ...runbook, Links: { Self, RunbookSnapshots: `${Self}/runbookSnapshots` } };
}

function snapshotView(snapshot: RunbookSnapshot): Record<string, unknown> {
  const Self = `/api/${snapshot.SpaceId}/runbookSnapshots/${snapshot.Id}`;
  return { ...snapshot, Assembled: instantText(snapshot.Assembled), Links: { Self } };
}

function listOf(request: OctopusRequest, matching: Runbook[], self: string): Answer {
  const name = request.query.one('partialName')?.toLowerCase() ?? '';
  const ids = request.query.list('ids');
  return ok(
    paged<Runbook>(request, {
      itemType: 'Runbook',
      matching: matching
        .filter(({ Id }) => ids.length === 0 || ids.includes(Id))
        .filter(({ Name }) => Name.toLowerCase().includes(name)),
      ...{ self, show: runbookView },
    }),
  );
}

function listRunbooks(request: OctopusRequest, world: World): Answer {
  return listOf(request, inSpace(request, world, 'runbooks'), `/api/${spaceOf(request, world).Id}/runbooks`);
}

function listRunbooksOfProject(request: OctopusRequest, world: World): Answer {
  const project: Project = find({ request, world }, 'projects');
  const own = inSpace(request, world, 'runbooks').filter(({ ProjectId }) => ProjectId === project.Id);
  return listOf(request, own, `/api/${project.SpaceId}/projects/${project.Id}/runbooks`);
}

function getRunbook(request: OctopusRequest, world: World): Answer {
  return ok(runbookView(find({ request, world }, 'runbooks')));
}

function getSnapshot(request: OctopusRequest, world: World): Answer {
  return ok(snapshotView(find({ request, world }, 'runbooksnapshots')));
}

function listRuns(request: OctopusRequest, world: World): Answer {
  const tests = deploymentTests(request.query);
  const runbooks = request.query.list('runbooks');
  const matching = inSpace(request, world, 'deployments')
    .filter(({ RunbookId }) => RunbookId !== undefined)
    .filter(({ RunbookId = '' }) => runbooks.length === 0 || runbooks.includes(RunbookId))
    .filter((run) => tests.every((test) => test(run, world.store.get('tasks', run.TaskId))))
    .reverse();
  return ok(
    paged<Deployment>(request, {
      ...{ itemType: 'RunbookRun', matching, show: runView },
      self: `/api/${spaceOf(request, world).Id}/runbookRuns`,
    }),
  );
}

function postRun(request: OctopusRequest, world: World): Answer {
  return created(runView(createRun(world, spaceOf(request, world).Id, request.body)));
}

function getRun(request: OctopusRequest, world: World): Answer {
  const run = find({ request, world }, 'deployments');
  if (run.RunbookId === undefined) throw notFound(run.Id);
  return ok(runView(run));
}

export const RUNBOOK_ROUTES: Routes = {
  'GET runbooks': listRunbooks,
  'GET runbooks/{id}': getRunbook,
  'GET projects/{id}/runbooks': listRunbooksOfProject,
  'GET runbooksnapshots/{id}': getSnapshot,
  'GET runbookruns': listRuns,
  'POST runbookruns': postRun,
  'GET runbookruns/{id}': getRun,
};
