import type { Worker } from '../model.ts';
import { registerWorker, replaceWorker } from '../rules/registration.ts';
import { removeMachine } from '../rules/removal.ts';
import { created, ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { busyMachines, machineView } from '../views/machine-view.ts';
import { paged } from '../views/paging.ts';
import type { World } from '../world.ts';
import { find, inSpace, spaceOf } from './lookup.ts';
import { matchingWorkers } from './machine-filters.ts';
import { connectionOf, discoverMachine } from './machines.ts';

function pageOfWorkers(request: OctopusRequest, world: World, workers: Worker[]): Answer {
  const busy = busyMachines(world);
  return ok(
    paged<Worker>(request, {
      itemType: 'Worker',
      matching: matchingWorkers(request, workers),
      self: `/api/${spaceOf(request, world).Id}/workers`,
      show: (worker) => machineView(worker, busy),
    }),
  );
}

function listWorkers(request: OctopusRequest, world: World): Answer {
  return pageOfWorkers(request, world, inSpace(request, world, 'workers'));
}

function listAllWorkers(request: OctopusRequest, world: World): Answer {
  const busy = busyMachines(world);
  return ok(inSpace(request, world, 'workers').map((worker) => machineView(worker, busy)));
}

function listWorkersOfPool(request: OctopusRequest, world: World): Answer {
  const pool = find({ request, world }, 'workerpools');
  const workers = inSpace(request, world, 'workers');
  return pageOfWorkers(
    request,
    world,
    workers.filter(({ WorkerPoolIds }) => WorkerPoolIds.includes(pool.Id)),
  );
}

function createWorker(request: OctopusRequest, world: World): Answer {
  const worker = registerWorker(world, spaceOf(request, world).Id, { fields: request.body, by: 'api' });
  return created(machineView(worker, busyMachines(world)));
}

function getWorker(request: OctopusRequest, world: World): Answer {
  return ok(machineView(find({ request, world }, 'workers'), busyMachines(world)));
}

function updateWorker(request: OctopusRequest, world: World): Answer {
  const existing = find({ request, world }, 'workers');
  const worker = replaceWorker(world, existing, { fields: request.body, by: 'api' });
  return ok(machineView(worker, busyMachines(world)));
}

function deleteWorker(request: OctopusRequest, world: World): Answer {
  removeMachine(world, find({ request, world }, 'workers'), 'api');
  return ok({});
}

function getConnection(request: OctopusRequest, world: World): Answer {
  return connectionOf(find({ request, world }, 'workers'), world);
}

export const WORKER_ROUTES: Routes = {
  'GET workers': listWorkers,
  'GET workers/all': listAllWorkers,
  'POST workers': createWorker,
  'GET workers/discover': discoverMachine,
  'GET workers/{id}': getWorker,
  'PUT workers/{id}': updateWorker,
  'DELETE workers/{id}': deleteWorker,
  'GET workers/{id}/connection': getConnection,
  'GET workerpools/{id}/workers': listWorkersOfPool,
};
