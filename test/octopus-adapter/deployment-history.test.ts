import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callCount, simulatedOctopus } from './simulated-octopus.ts';
import type { SimulatedOctopus } from './simulated-octopus.ts';

let octopus: SimulatedOctopus;

beforeEach(async () => {
  octopus = await simulatedOctopus();
});

afterEach(() => octopus.server.stop());

function release(Version: string, ProjectId = octopus.projectId): string {
  return octopus.server.sim.add('releases', { ProjectId, Version }).Id;
}

function past(ReleaseId: string, parts: object = {}): string {
  const { server, environmentId } = octopus;
  return server.sim.recordDeployment({ ReleaseId, EnvironmentId: environmentId, ...parts }).Id;
}

describe('recent deployments', () => {
  it('come newest first, with the states of their tasks, in two calls', async () => {
    const { deployments, scope, projectId, server } = octopus;
    const other = server.sim.add('projects', { Name: 'Other' });
    const releaseId = release('1.0.0');
    past(release('9.9.9', other.Id));
    const failed = past(releaseId, { State: 'Failed', completedAt: 1_000_000 });
    const full = past(releaseId, { completedAt: 2_000_000, Comments: 'by hand' });
    server.resetCalls();
    const recent = await deployments.recent(scope, projectId);
    expect(recent).toMatchObject([
      { deploymentId: full, state: 'Success', comments: 'by hand', specificMachineIds: [], releaseId },
      { deploymentId: failed, state: 'Failed', hasPendingInterruptions: false },
    ]);
    expect(Date.parse(recent[0]?.created ?? '')).toBeGreaterThan(0);
    expect(server.calls()).toEqual({ 'GET deployments': 1, 'GET tasks': 1 });
    expect(await deployments.recent({ ...scope, environmentId: 'Environments-999' }, projectId)).toEqual([]);
  });

  it('without a tenant are not those that were made for one', async () => {
    const { deployments, scope, projectId, server } = octopus;
    const tenant = server.sim.add('tenants', { Name: 'North' });
    const releaseId = release('1.0.0');
    past(releaseId, { TenantId: tenant.Id });
    const own = past(releaseId);
    const ids = async (tenantIds: string[]) =>
      (await deployments.recent({ ...scope, tenantIds }, projectId)).map(({ deploymentId }) => deploymentId);
    expect(await ids([])).toEqual([own]);
    expect(await ids([tenant.Id])).not.toContain(own);
    expect(await deployments.latestFullSuccess(scope, { projectId })).toMatchObject({ deploymentId: own });
  });

  it('say when they ran and whose they are', async () => {
    const { deployments, scope, projectId } = octopus;
    past(release('1.0.0'), { Comments: 'because. [fleet-conductor:web-1]', completedAt: 1_000_000 });
    expect(await deployments.recent(scope, projectId)).toMatchObject([
      { isOurs: true, ranAt: new Date(970_000).toISOString().replace('Z', '+00:00') },
    ]);
  });

  it('of which the task is gone stay, and say to whom they went', async () => {
    const { deployments, scope, projectId, server } = octopus;
    past(release('1.0.0'), { DeployedToMachineIds: ['Machines-1'] });
    server.sim.remove('tasks', server.sim.list('tasks')[0]?.Id ?? '');
    expect(await deployments.recent(scope, projectId)).toMatchObject([
      { state: 'Unknown', deployedToMachineIds: ['Machines-1'], failureEncountered: false },
    ]);
  });

  it('are at most a hundred', async () => {
    const { deployments, scope, projectId } = octopus;
    const releaseId = release('1.0.0');
    for (let n = 0; n < 130; n++) past(releaseId, { Comments: `n${n}`, completedAt: 1_000_000 + n });
    const recent = await deployments.recent(scope, projectId);
    expect(recent).toHaveLength(100);
    expect(recent[0]?.comments).toBe('n129');
    expect(callCount(octopus)).toBe(2);
  });

  it('are followed by earlier ones, page by page, back to a moment', async () => {
    const { deployments, scope, projectId } = octopus;
    const releaseId = release('1.0.0');
    for (let n = 0; n < 350; n++) past(releaseId, { Comments: `n${n}`, completedAt: 1_000_000 + n * 60_000 });
    const since = new Date(1_000_000 + 180 * 60_000).toISOString();
    const earlier = await deployments.earlier(scope, { projectId, since });
    expect(earlier).toHaveLength(100);
    expect(earlier[0]).toMatchObject({ comments: 'n249', state: 'Success' });
    expect(await deployments.earlier(scope, { projectId, since: new Date(0).toISOString() })).toHaveLength(
      250,
    );
  });
});

describe('the newest full, successful deployment', () => {
  it('is neither a failed nor a partial one', async () => {
    const { deployments, scope, projectId } = octopus;
    const wanted = past(release('1.0.0'), { completedAt: 1_000_000 });
    past(release('1.1.0'), { completedAt: 2_000_000, State: 'Failed' });
    past(release('1.2.0'), { completedAt: 3_000_000, SpecificMachineIds: ['Machines-1'] });
    expect(await deployments.latestFullSuccess(scope, { projectId })).toMatchObject({
      deploymentId: wanted,
      state: 'Success',
    });
    expect(callCount(octopus)).toBe(1);
  });

  it('is found behind hundreds of partial ones', async () => {
    const { deployments, scope, projectId } = octopus;
    const wanted = past(release('1.0.0'), { completedAt: 1_000_000 });
    const partial = release('1.1.0');
    for (let n = 0; n < 250; n++)
      past(partial, { completedAt: 2_000_000 + n, SpecificMachineIds: ['Machines-1'] });
    expect(await deployments.latestFullSuccess(scope, { projectId })).toMatchObject({ deploymentId: wanted });
    expect(octopus.server.calls()).toEqual({ 'GET deployments': 3 });
  });

  it('is of the channel that is asked for', async () => {
    const { deployments, scope, projectId, server } = octopus;
    const hotfix = server.sim.add('channels', { ProjectId: projectId, Name: 'Hotfix' });
    const ofHotfix = server.sim.add('releases', {
      ProjectId: projectId,
      Version: '1.0.1',
      ChannelId: hotfix.Id,
    });
    const wanted = past(ofHotfix.Id, { completedAt: 1_000_000 });
    past(release('2.0.0'), { completedAt: 2_000_000 });
    const found = await deployments.latestFullSuccess(scope, { projectId, channelId: hotfix.Id });
    expect(found).toMatchObject({ deploymentId: wanted, channelId: hotfix.Id });
  });

  it('need not exist', async () => {
    const { deployments, scope, projectId } = octopus;
    expect(await deployments.latestFullSuccess(scope, { projectId })).toBeUndefined();
  });
});

describe('the full deployment of a release', () => {
  it('is the newest that succeeded, or else the newest', async () => {
    const { deployments, scope } = octopus;
    const releaseId = release('1.0.0');
    expect(await deployments.fullDeploymentOf(scope, releaseId)).toBeUndefined();
    past(releaseId, { SpecificMachineIds: ['Machines-1'] });
    expect(await deployments.fullDeploymentOf(scope, releaseId)).toBeUndefined();
    const failed = past(releaseId, { State: 'Failed' });
    expect(await deployments.fullDeploymentOf(scope, releaseId)).toBe(failed);
    const good = past(releaseId);
    past(releaseId, { State: 'Failed' });
    expect(await deployments.fullDeploymentOf(scope, releaseId)).toBe(good);
  });
});

describe('releases', () => {
  it('are found by id', async () => {
    const { deployments, scope } = octopus;
    const releaseId = release('1.2.3');
    expect(await deployments.release(scope, releaseId)).toEqual({ releaseId, version: '1.2.3' });
    expect(await deployments.release(scope, 'Releases-999')).toBeUndefined();
  });

  it('are found by exactly their version', async () => {
    const { deployments, scope, projectId } = octopus;
    const releaseId = release('1.2.0');
    release('11.2.0');
    release('1.2.0-beta');
    expect(await deployments.releaseOfVersion(scope, projectId, '1.2.0')).toEqual({
      releaseId,
      version: '1.2.0',
    });
    expect(await deployments.releaseOfVersion(scope, projectId, '1.2')).toBeUndefined();
  });
});
