import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Requested } from '../../shared/ports/deployments.ts';
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

/** The answer of a request that was not refused. */
function madeBy(answer: Requested): { deploymentId: string; taskId: string } {
  if ('refused' in answer) throw new Error(answer.refused.message);
  return answer;
}

const asked = (releaseId: string, machineIds: string[]) => ({
  projectId: octopus.projectId,
  releaseId,
  machineIds,
  comments: 'marker-1 scaled out',
  useGuidedFailure: false,
  ...{ version: '', marker: '' },
});

describe('asking for a deployment', () => {
  it('names exactly its machines and carries its marker', async () => {
    const { deployments, scope, server } = octopus;
    const machines = [await machine(1), await machine(2)];
    await machine(3);
    server.resetCalls();
    const made = madeBy(await deployments.request(scope, asked(release('1.0.0'), machines)));
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
    const { deploymentId } = madeBy(await deployments.request(scope, asked(release('1.0.0'), [one])));
    await clock.advance(600_000);
    expect(await deployments.recent(scope, projectId)).toMatchObject([
      { deploymentId, state: 'Success', specificMachineIds: [one], deployedToMachineIds: [one] },
    ]);
  });

  it('tells why Octopus refuses, and nothing was made', async () => {
    const { deployments, scope, server } = octopus;
    const answer = await deployments.request(scope, asked(release('1.0.0'), ['Machines-999']));
    expect(answer).toMatchObject({ refused: { code: 'octopusRejected' } });
    expect(JSON.stringify(answer)).toContain('Machines-999');
    expect(server.sim.list('deployments')).toEqual([]);
  });

  interface Refusal {
    why: string;
    happens: (sim: SimulatedOctopus['server']['sim']) => unknown;
    code: string;
    nextStep: RegExp;
  }

  const answers = (status: number) => ({
    ...{ method: 'POST', path: '^deployments$', effect: { type: 'status' as const, status } },
  });

  it.each<Refusal>([
    {
      why: 'while a deployment freeze holds',
      happens: (sim) => sim.add('deploymentfreezes', { Name: 'Christmas' }),
      code: 'octopusDeploymentFreeze',
      nextStep: /until the freeze has ended/,
    },
    {
      why: 'without the value of a prompted variable',
      happens: (sim) => sim.change('projects', octopus.projectId, { PromptedVariables: ['v1'] }),
      code: 'octopusRejected',
      nextStep: /prompted variables/,
    },
    {
      why: 'without the permission',
      happens: (sim) => sim.fault(answers(403)),
      code: 'octopusForbidden',
      nextStep: /Deployment Creator/,
    },
    {
      why: 'when the release is gone',
      happens: (sim) => sim.fault(answers(404)),
      code: 'octopusNotFound',
      nextStep: /Correct/,
    },
  ])('is refused $why, which is an answer and no failure', async ({ happens, code, nextStep }) => {
    const { deployments, scope, server } = octopus;
    const one = await machine(1);
    const releaseId = release('1.0.0');
    happens(server.sim);
    expect(await deployments.request(scope, asked(releaseId, [one]))).toMatchObject({
      refused: { code, nextStep: expect.stringMatching(nextStep) },
    });
    expect(server.sim.list('deployments')).toEqual([]);
  });

  it('names the freezes that hold it, and when the last of them ends', async () => {
    const { deployments, scope, server, clock } = octopus;
    const one = await machine(1);
    const freeze = (Name: string, minutes: number, more = {}) =>
      server.sim.add('deploymentfreezes', { Name, End: clock.now() + minutes * 60_000, ...more });
    freeze('Week', 10);
    freeze('Month', 30);
    freeze('Year', 90, { ProjectIds: ['Projects-99'] });
    freeze('Tenant', 90, { TenantIds: ['Tenants-1'] });
    const until = new Date(clock.now() + 30 * 60_000).toISOString();
    const refusal = await deployments.request(scope, asked(release('1.0.0'), [one]));
    expect(refusal).toMatchObject({ frozen: { until }, refused: { kind: 'Conflict' } });
    expect(JSON.stringify(refusal)).toContain("freezes 'Week', 'Month'.");
  });

  it('knows of a freeze also where the list of them is not to be had', async () => {
    const { deployments, scope, server } = octopus;
    const one = await machine(1);
    server.sim.add('deploymentfreezes', { Name: 'Christmas' });
    server.sim.fault({ path: '^deploymentfreezes$', effect: { type: 'status', status: 403 } });
    const refusal = await deployments.request(scope, asked(release('1.0.0'), [one]));
    expect(refusal).toMatchObject({ frozen: {}, refused: { message: expect.stringContaining('Christmas') } });
  });

  it('repeats the choices of the deployment that it is to be like', async () => {
    const { deployments, scope, server, projectId } = octopus;
    server.sim.change('projects', projectId, { PromptedVariables: ['v1'] });
    const one = await machine(1);
    const releaseId = release('1.0.0');
    const full = past(releaseId, { FormValues: { v1: 'blue' }, SkipActions: ['Actions-2'] });
    await deployments.request(scope, { ...asked(releaseId, [one]), likeDeploymentId: full });
    expect(server.sim.list('deployments').at(-1)).toMatchObject({
      SpecificMachineIds: [one],
      FormValues: { v1: 'blue' },
      SkipActions: ['Actions-2'],
    });
  });

  it('does without the choices of one that is gone', async () => {
    const { deployments, scope } = octopus;
    const one = await machine(1);
    const like = { ...asked(release('1.0.0'), [one]), likeDeploymentId: 'Deployments-999' };
    expect(madeBy(await deployments.request(scope, like)).deploymentId).toMatch(/^Deployments-/);
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

describe('a deployment whose answer was lost', () => {
  const trace = (from: number, to: number) => ({
    projectId: octopus.projectId,
    marker: 'marker-1',
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });

  async function losesTheAnswer(): Promise<number> {
    const { deployments, scope, server, clock } = octopus;
    const one = await machine(1);
    server.sim.fault({ method: 'POST', path: 'deployments', effect: { type: 'answer-lost' } });
    const lost = deployments.request(scope, asked(release('1.0.0'), [one]));
    expect(await problemOf(lost)).toMatchObject({ kind: 'Transient' });
    return clock.now();
  }

  it('is found by its marker with one call', async () => {
    const { deployments, scope, server } = octopus;
    const at = await losesTheAnswer();
    server.resetCalls();
    expect(await deployments.find(scope, trace(at, at))).toMatchObject({ deploymentId: 'Deployments-1' });
    expect(server.calls()).toEqual({ 'GET deployments': 1 });
  });

  it('is found however many were made since, with three calls', async () => {
    const { deployments, scope, server, clock } = octopus;
    const at = await losesTheAnswer();
    await clock.advance(3_600_000);
    const others = release('2.0.0');
    for (let n = 0; n < 450; n++) past(others, { SpecificMachineIds: ['Machines-1'] });
    server.resetCalls();
    expect(await deployments.find(scope, trace(at, at))).toMatchObject({ deploymentId: 'Deployments-1' });
    expect(server.calls()).toEqual({ 'GET deployments': 2, 'GET tasks': 1 });
  });

  it('is known not to have been made, also behind hundreds', async () => {
    const { deployments, scope, clock } = octopus;
    const others = release('2.0.0');
    expect(await deployments.find(scope, trace(clock.now(), clock.now()))).toBeUndefined();
    for (let n = 0; n < 150; n++) past(others, { SpecificMachineIds: ['Machines-1'] });
    expect(await deployments.find(scope, trace(clock.now(), clock.now()))).toBeUndefined();
  });
});

describe('whom a deployment went to', () => {
  it('is what Octopus says, not who was named', async () => {
    const { deployments, scope, clock, server, projectId } = octopus;
    server.sim.change('projects', projectId, {
      ProjectConnectivityPolicy: {
        ...{ SkipMachineBehavior: 'SkipUnavailableMachines', TargetRoles: [] },
        ...{ AllowDeploymentsToNoTargets: true, ExcludeUnhealthyTargets: false },
      },
    });
    const [well, disabled, silent] = [await machine(1), await machine(2), await machine(3)];
    server.sim.change('machines', disabled, { IsDisabled: true });
    server.sim.removeTentacle(newTarget(3).host);
    const all = asked(release('1.0.0'), [well, disabled, silent]);
    const { deploymentId, taskId } = madeBy(await deployments.request(scope, all));
    await clock.advance(600_000);
    expect(await deployments.tasks(scope, [taskId])).toMatchObject([{ state: 'Success' }]);
    expect(await deployments.reach(scope, [deploymentId, 'Deployments-999'])).toEqual([
      { deploymentId, deployedToMachineIds: [well], failureEncountered: false },
    ]);
  });

  it('costs no call for nobody', async () => {
    const { deployments, scope } = octopus;
    expect(await deployments.reach(scope, [])).toEqual([]);
    expect(await deployments.enabled(scope, [])).toEqual([]);
    expect(callCount(octopus)).toBe(0);
  });

  it('can only be those that are there and enabled', async () => {
    const { deployments, scope, server } = octopus;
    const [well, disabled] = [await machine(1), await machine(2)];
    server.sim.change('machines', disabled, { IsDisabled: true });
    server.resetCalls();
    expect(await deployments.enabled(scope, [well, disabled, 'Machines-999'])).toMatchObject([
      { machineId: well, thumbprint: 'PRINT-web-1' },
    ]);
    expect(server.calls()).toEqual({ 'GET machines': 1 });
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
    expect(await deployments.tasks(scope, [taskId])).toMatchObject([
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
    const { taskId } = madeBy(await deployments.request(scope, asked(release('1.0.0'), [one])));
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
