import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { problemOf } from '../azure-adapter/failing.ts';
import { callCount, listen, newTarget, simulatedOctopus } from './simulated-octopus.ts';
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

async function machine(n: number): Promise<string> {
  listen(octopus, newTarget(n));
  return (await octopus.registry.register(octopus.scope, newTarget(n))).machineId;
}

const asked = (releaseId: string, machineIds: string[]) => ({
  projectId: octopus.projectId,
  releaseId,
  machineIds,
  comments: 'marker-1 scaled out',
  useGuidedFailure: false,
});

describe('asking for a deployment', () => {
  it('names exactly its machines and carries its marker', async () => {
    const { deployments, scope, server } = octopus;
    const machines = [await machine(1), await machine(2)];
    await machine(3);
    server.resetCalls();
    const made = await deployments.request(scope, asked(release('1.0.0'), machines));
    expect(server.calls()).toEqual({ 'POST deployments': 1 });
    expect(server.sim.list('deployments')).toMatchObject([
      {
        Id: made.deploymentId,
        TaskId: made.taskId,
        SpecificMachineIds: machines,
        Comments: 'marker-1 scaled out',
      },
    ]);
  });

  it('reaches those machines and no others', async () => {
    const { deployments, scope, clock, projectId } = octopus;
    const [one] = [await machine(1), await machine(2)];
    const { deploymentId } = await deployments.request(scope, asked(release('1.0.0'), [one]));
    await clock.advance(600_000);
    expect(await deployments.recent(scope, projectId)).toMatchObject([
      { deploymentId, state: 'Success', specificMachineIds: [one], deployedToMachineIds: [one] },
    ]);
  });

  it('tells why Octopus refuses, and nothing was made', async () => {
    const { deployments, scope, server } = octopus;
    const problem = await problemOf(deployments.request(scope, asked(release('1.0.0'), ['Machines-999'])));
    expect(problem).toMatchObject({ kind: 'InvalidInput', code: 'octopusRejected' });
    expect(problem.message).toContain('Machines-999');
    expect(server.sim.list('deployments')).toEqual([]);
  });

  it('can be found again by its marker when its answer was lost', async () => {
    const { deployments, scope, server, projectId } = octopus;
    const one = await machine(1);
    server.sim.fault({ method: 'POST', path: 'deployments', effect: { type: 'answer-lost' } });
    const lost = deployments.request(scope, asked(release('1.0.0'), [one]));
    expect(await problemOf(lost)).toMatchObject({ kind: 'Transient' });
    expect(await deployments.recent(scope, projectId)).toMatchObject([{ comments: 'marker-1 scaled out' }]);
  });

  it('is for the tenant when there is just one', async () => {
    const { deployments, scope, server, projectId, environmentId } = octopus;
    server.sim.change('projects', projectId, { TenantedDeploymentMode: 'TenantedOrUntenanted' });
    const ProjectEnvironments = { [projectId]: [environmentId] };
    const tenant = server.sim.add('tenants', { Name: 'North', ProjectEnvironments });
    const tenanted = { ...scope, tenantIds: [tenant.Id] };
    const one = await machine(1);
    await deployments.request(tenanted, asked(release('1.0.0'), [one]));
    expect(server.sim.list('deployments')).toMatchObject([{ TenantId: tenant.Id }]);
    expect(await deployments.recent(tenanted, projectId)).toHaveLength(1);
  });
});

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

  it('are at most a hundred', async () => {
    const { deployments, scope, projectId } = octopus;
    const releaseId = release('1.0.0');
    for (let n = 0; n < 130; n++) past(releaseId, { Comments: `n${n}`, completedAt: 1_000_000 + n });
    const recent = await deployments.recent(scope, projectId);
    expect(recent).toHaveLength(100);
    expect(recent[0]?.comments).toBe('n129');
    expect(callCount(octopus)).toBe(2);
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

describe('a health check', () => {
  it('is of exactly the machines named, and makes them healthy', async () => {
    const { deployments, registry, scope, clock, server } = octopus;
    const [one] = [await machine(1), await machine(2)];
    server.resetCalls();
    const { taskId } = await deployments.beginHealthCheck(scope, [one, one], 'Check new machines');
    expect(server.calls()).toEqual({ 'POST tasks': 1 });
    expect(await deployments.tasks(scope, [taskId])).toMatchObject([
      { taskId, isCompleted: false, succeeded: false },
    ]);
    await clock.advance(120_000);
    expect(await deployments.tasks(scope, [taskId])).toEqual([
      {
        taskId,
        state: 'Success',
        isCompleted: true,
        succeeded: true,
        hasPendingInterruptions: false,
        errorMessage: '',
      },
    ]);
    const health = (await registry.list(scope, ['web'])).map(({ name, healthStatus }) => [
      name,
      healthStatus,
    ]);
    expect(health).toEqual([
      ['web-1', 'Healthy'],
      ['web-2', 'Unknown'],
    ]);
  });
});

describe('the states of tasks', () => {
  it('come in one call, without those that are not there', async () => {
    const { deployments, scope, server } = octopus;
    const one = await machine(1);
    const ids: string[] = [];
    for (let n = 0; n < 150; n++)
      ids.push((await deployments.beginHealthCheck(scope, [one], `n${n}`)).taskId);
    server.resetCalls();
    const states = await deployments.tasks(scope, [...ids, 'ServerTasks-999999', ...ids]);
    expect(new Set(states.map(({ taskId }) => taskId))).toEqual(new Set(ids));
    expect(states).toHaveLength(150);
    expect(server.calls()).toEqual({ 'GET tasks': 1 });
  });

  it('tell why a task failed', async () => {
    const { deployments, scope, server, clock } = octopus;
    const one = await machine(1);
    server.sim.fault({ task: 'Deploy', effect: { type: 'task-fails', message: 'disk full' } });
    const { taskId } = await deployments.request(scope, asked(release('1.0.0'), [one]));
    await clock.advance(600_000);
    expect(await deployments.tasks(scope, [taskId])).toMatchObject([
      {
        state: 'Failed',
        isCompleted: true,
        succeeded: false,
        errorMessage: expect.stringContaining('deployment failed'),
      },
    ]);
  });
});
