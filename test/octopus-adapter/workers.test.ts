import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { problemOf } from '../azure-adapter/failing.ts';
import { listen, MARK, newTarget, simulatedOctopus } from './simulated-octopus.ts';
import type { SimulatedOctopus } from './simulated-octopus.ts';

let octopus: SimulatedOctopus;

beforeEach(async () => {
  octopus = await simulatedOctopus();
});

afterEach(() => octopus.server.stop());

/** Machines that become workers of one more pool. */
function inAPool() {
  const pool = octopus.server.sim.add('workerpools', { Name: 'Builders' }).Id;
  return { ...octopus.scope, environmentId: '', workerPoolIds: [pool] };
}

test('a worker is registered in two calls, and not twice when the answer was lost', async () => {
  const { registry, server } = octopus;
  const scope = inAPool();
  listen(octopus, newTarget(1), 'PRINT');
  server.sim.fault({ method: 'POST', path: 'workers', effect: { type: 'answer-lost' } });
  expect(await problemOf(registry.register(scope, newTarget(1)))).toMatchObject({ kind: 'Transient' });
  server.resetCalls();
  const worker = await registry.register(scope, newTarget(1));
  expect(server.calls()).toEqual({ 'GET workers/discover': 1, 'POST workers': 1, 'GET workers': 1 });
  expect(worker).toMatchObject({ name: 'web-1', roles: [MARK], thumbprint: 'PRINT' });
  expect(server.sim.list('workers')).toMatchObject([{ Id: worker.machineId, Name: `web-1 [${MARK}]` }]);
});

test('the list has the workers of the pools, whoever they are, and nobody else’s', async () => {
  const { registry, server } = octopus;
  const scope = inAPool();
  for (const n of [1, 2]) listen(octopus, newTarget(n));
  const [other] = server.sim.list('workerpools');
  const own = await registry.register(scope, newTarget(1));
  await registry.register({ ...scope, workerPoolIds: [other?.Id ?? ''] }, newTarget(2));
  const names = ['by hand', 'odd [fleet-conductor.test]', `one [${MARK}] two`];
  for (const Name of names)
    server.sim.registerLater({ machine: { Name, WorkerPoolIds: scope.workerPoolIds } });
  const listed = await registry.list(scope, ['anything']);
  expect(listed.filter(({ roles }) => roles.length > 0)).toEqual([own]);
  expect(listed.map(({ name }) => name).sort()).toEqual([...names, 'web-1'].sort());
});

test('a worker that is put right, marked or removed is no target', async () => {
  const { registry, server } = octopus;
  const scope = inAPool();
  listen(octopus, newTarget(1), 'OLD');
  const { machineId } = await registry.register(scope, newTarget(1));
  listen(octopus, newTarget(1), 'NEW');
  expect(await registry.refresh(scope, machineId, newTarget(1))).toMatchObject({ thumbprint: 'NEW' });
  server.sim.change('workers', machineId, { Name: 'builder', WorkerPoolIds: ['WorkerPools-1'] });
  await registry.addRole(scope, machineId, MARK);
  expect(server.sim.list('workers')).toMatchObject([
    { Name: `builder [${MARK}]`, Thumbprint: 'NEW', WorkerPoolIds: ['WorkerPools-1'] },
  ]);
  expect(await registry.deregister(scope, machineId)).toBe('removed');
  expect(await registry.deregister(scope, machineId)).toBe('absent');
  expect(server.sim.list('machines')).toEqual([]);
});

test('their health check is of workers only', async () => {
  const { registry, deployments, server } = octopus;
  const scope = inAPool();
  listen(octopus, newTarget(1));
  const { machineId } = await registry.register(scope, newTarget(1));
  await deployments.beginHealthCheck(scope, [machineId], 'Check');
  expect(server.sim.list('tasks')).toMatchObject([
    { Arguments: { MachineIds: [machineId], RestrictedTo: 'Workers' } },
  ]);
});
