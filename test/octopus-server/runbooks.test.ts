import { beforeEach, describe, expect, it } from '@jest/globals';
import { addMachines, finished, type Fixture, seedShop, type Shop, startFixture } from './octopus-fixture.ts';

let fixture: Fixture;
let shop: Shop;
let runbook: { RunbookId: string; RunbookSnapshotId: string };

beforeEach(async () => {
  fixture = await startFixture();
  shop = seedShop(fixture);
  const { sim } = fixture.server;
  const RunbookId = sim.add('runbooks', { Name: 'Warm up', ProjectId: shop.projectId }).Id;
  runbook = { RunbookId, RunbookSnapshotId: sim.add('runbooksnapshots', { RunbookId }).Id };
});

const run = (more: object = {}) =>
  fixture.post<{ Id: string; TaskId: string }>('/api/Spaces-1/runbookRuns', {
    ...{ ...runbook, EnvironmentId: shop.environmentId, ...more },
  });

describe('a runbook', () => {
  it('is found by its project, with what is published of it', async () => {
    expect(await fixture.get(`/api/Spaces-1/projects/${shop.projectId}/runbooks`)).toMatchObject({
      Items: [{ Id: 'Runbooks-1', Name: 'Warm up', PublishedRunbookSnapshotId: 'RunbookSnapshots-1' }],
    });
    expect(await fixture.get('/api/Spaces-1/runbookSnapshots/RunbookSnapshots-1')).toMatchObject({
      ...{ Name: 'Snapshot 1', RunbookId: 'Runbooks-1', Assembled: expect.any(String) },
    });
  });

  it('is run on the machines that are named, and no deployment for that', async () => {
    const [one = ''] = await addMachines(fixture, 'a', 'b');
    const { status, body } = await run({ SpecificMachineIds: [one], Comments: 'why' });
    expect(status).toBe(201);
    expect(await finished(fixture, body.TaskId)).toMatchObject({
      ...{ Name: 'RunbookRun', State: 'Success', Arguments: { RunbookRunId: 'RunbookRuns-1' } },
    });
    const list = await fixture.get('/api/Spaces-1/runbookRuns?runbooks=Runbooks-1&taskState=Success');
    expect(list).toMatchObject({
      Items: [
        {
          Id: body.Id,
          RunbookSnapshotId: 'RunbookSnapshots-1',
          DeployedToMachineIds: [one],
          Comments: 'why',
        },
      ],
    });
    expect(await fixture.get('/api/Spaces-1/deployments')).toMatchObject({ TotalResults: 0 });
    expect(await fixture.get(`/api/machines/${one}/latestdeployments`)).toMatchObject({ TotalResults: 0 });
    expect(await fixture.get('/api/tasks?runbook=Runbooks-1')).toMatchObject({ TotalResults: 1 });
    expect((await fixture.call('GET', `/api/deployments/${body.Id}`)).status).toBe(404);
  });

  it('runs beside a deployment of its project', async () => {
    const machines = await addMachines(fixture, 'a');
    const wish = {
      ReleaseId: shop.releaseId,
      EnvironmentId: shop.environmentId,
      SpecificMachineIds: machines,
    };
    await fixture.post('/api/Spaces-1/deployments', wish);
    await run({ SpecificMachineIds: machines });
    await fixture.clock.advance(2000);
    expect(await fixture.get('/api/tasks?running=true')).toMatchObject({ TotalResults: 2 });
  });

  it.each([
    ['without its snapshot', { RunbookSnapshotId: undefined }, 'RunbookSnapshotId is required.'],
    [
      'with an unknown snapshot',
      { RunbookSnapshotId: 'RunbookSnapshots-9' },
      "'RunbookSnapshots-9' was not found",
    ],
    ['on an unknown machine', { SpecificMachineIds: ['Machines-9'] }, "'Machines-9' was not found"],
  ])('is not run %s', async (_what, more, said) => {
    expect(await run(more)).toMatchObject({ status: 400, body: { Errors: [expect.stringContaining(said)] } });
  });
});
