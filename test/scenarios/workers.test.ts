import { expect } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { scenario } from '../support/scenario.ts';

const POOLS = ['Linux builders'];

scenario('registers machines as workers, checks their health, and deploys nothing to them', async (story) => {
  const { given, when, then } = story;
  given.aWorkerPool('Linux builders');
  await given.aFleet('web', { instances: 1, workerPools: POOLS });

  when.scaledTo(3);
  await when.minutesPass(10);

  then.workersStandFor(['web_0', 'web_1', 'web_2']);
  for (const worker of then.workers())
    expect(worker).toMatchObject({
      Name: expect.stringMatching(/^web\S+-[0-9a-f]{8} \[fleet-conductor\.test\.web\]$/),
      ...{ HealthStatus: 'Healthy', WorkerPoolIds: ['WorkerPools-2'] },
    });
  expect(then.targets()).toEqual([]);
  then.deploymentsWere([]);
  await then.theFleetIs('idle');
});

scenario('removes the workers of machines that are gone, and no others of the pool', async (story) => {
  const { given, when, then, workers } = story;
  given.aWorkerPool('Linux builders');
  await given.aFleet('web', { instances: 3, workerPools: POOLS, overprovision: true });
  workers.oneIsAdded('by hand', POOLS);

  when.scaledTo(5);
  await when.minutesPass(12);
  when.scaledTo(2);
  await when.minutesPass(15);

  then.workersStandFor([...then.readyInstances(), 'by hand']);
  await then.theFleetIs('idle');
});

scenario('takes workers that registered themselves under the fleet’s mark for its own', async (story) => {
  const { given, when, then, workers } = story;
  given.aWorkerPool('Linux builders');
  given.aScaleSet('web', { instances: 2 });
  workers.registerThemselves('web', POOLS);
  const connection = { kind: 'polling' as const };
  await given.aFleet('web', { scaleSet: scaleSetId('web'), connection, workerPools: POOLS });

  when.scaledTo(1);
  await when.minutesPass(15);

  await then.theTimelineTells('targetsAdopted');
  then.workersStandFor(then.readyInstances());
});

scenario('marks a worker again that somebody has renamed', async ({ given, when, then, workers }) => {
  given.aWorkerPool('Linux builders');
  await given.aFleet('web', { instances: 1, workerPools: POOLS });

  workers.theFirstIsRenamed('builder one');
  await when.anOperatorReconciles();
  await when.minutesPass(5);
  expect(then.workers()).toMatchObject([{ Name: 'builder one [fleet-conductor.test.web]' }]);

  when.scaledTo(0);
  await when.theFleetIsPut('web', { workerPools: POOLS, prune: { allowEmpty: true } });
  await when.minutesPass(15);
  expect(then.workers()).toEqual([]);
});

scenario('keeps the worker of a reimaged machine, and names a pool that is not there', async (story) => {
  const { given, when, then } = story;
  given.aWorkerPool('Linux builders');
  await given.aFleet('web', { instances: 1, workerPools: POOLS });
  const [before] = then.workers();

  when.instanceIsReimaged('web_0');
  await when.minutesPass(15);
  const [after] = then.workers();
  expect(after).toMatchObject({ Id: before?.Id, HealthStatus: 'Healthy' });
  expect(after?.Thumbprint).not.toBe(before?.Thumbprint);

  await when.theFleetIsPut('web', { workerPools: ['Mac builders'] });
  await when.minutesPass(2);
  const { problems } = await then.theFleetIs('blocked', ['octopusNamesNotFound']);
  expect(problems[0]?.message).toContain("worker pool 'Mac builders'");
});
