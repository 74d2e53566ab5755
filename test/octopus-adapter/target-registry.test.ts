import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { problemOf } from '../azure-adapter/failing.ts';
import { callCount, listen, MARK, newTarget, simulatedOctopus } from './simulated-octopus.ts';
import type { SimulatedOctopus } from './simulated-octopus.ts';

let octopus: SimulatedOctopus;

beforeEach(async () => {
  octopus = await simulatedOctopus();
});

afterEach(() => octopus.server.stop());

describe('registering a machine', () => {
  it('takes two calls, and starts no health check of its own', async () => {
    const { registry, scope, server, environmentId } = octopus;
    const target = newTarget(7);
    listen(octopus, target, 'ABCDEF');
    const registered = await registry.register(scope, target);
    expect(registered).toEqual({
      machineId: server.sim.list('machines')[0]?.Id,
      name: 'web-7',
      roles: ['web', MARK],
      environmentIds: [environmentId],
      uri: 'https://10.0.0.7:10933/',
      thumbprint: 'ABCDEF',
      healthStatus: 'Unknown',
      isDisabled: false,
    });
    expect(server.calls()).toEqual({ 'GET machines/discover': 1, 'POST machines': 1 });
    expect(server.sim.list('tasks')).toEqual([]);
  });

  it('waits for a Tentacle that does not answer yet', async () => {
    const { registry, scope, server, clock } = octopus;
    const target = newTarget(7);
    server.sim.setTentacle({ host: target.host, thumbprint: 'ABC', from: clock.now() + 60_000 });
    expect(await problemOf(registry.register(scope, target))).toMatchObject({
      kind: 'Transient',
      code: 'tentacleUnreachable',
    });
    expect(server.sim.list('machines')).toEqual([]);
    await clock.advance(60_000);
    expect(await registry.register(scope, target)).toMatchObject({ name: 'web-7' });
  });

  it('a second time finds the first one', async () => {
    const { registry, scope, server } = octopus;
    const target = newTarget(7);
    listen(octopus, target);
    const first = await registry.register(scope, target);
    server.resetCalls();
    expect(await registry.register(scope, { ...target, name: 'WEB-7' })).toEqual(first);
    expect(server.calls()).toEqual({ 'GET machines/discover': 1, 'POST machines': 1, 'GET machines': 1 });
    expect(server.sim.list('machines')).toHaveLength(1);
  });

  it('again after its answer was lost makes no second one', async () => {
    const { registry, scope, server } = octopus;
    const target = newTarget(7);
    listen(octopus, target);
    server.sim.fault({ method: 'POST', path: 'machines', effect: { type: 'answer-lost' } });
    expect(await problemOf(registry.register(scope, target))).toMatchObject({ kind: 'Transient' });
    const again = await registry.register(scope, target);
    expect(server.sim.list('machines').map(({ Id }) => Id)).toEqual([again.machineId]);
  });

  it('puts right what differs when the machine was made anew at the same address', async () => {
    const { registry, scope, server } = octopus;
    const target = newTarget(7);
    listen(octopus, target, 'OLD');
    const first = await registry.register(scope, target);
    const policy = server.sim.add('machinepolicies', { Name: 'By hand' });
    server.sim.change('machines', first.machineId, { MachinePolicyId: policy.Id, IsDisabled: true });
    listen(octopus, target, 'NEW');
    const second = await registry.register(scope, { ...target, roles: ['api'] });
    expect(second).toMatchObject({ machineId: first.machineId, thumbprint: 'NEW', roles: ['api'] });
    expect(server.sim.list('machines')[0]).toMatchObject({
      MachinePolicyId: policy.Id,
      IsDisabled: true,
      Thumbprint: 'NEW',
    });
  });

  it('does not take over a name that stands for another address', async () => {
    const { registry, scope, server } = octopus;
    const target = newTarget(7);
    const elsewhere = { ...target, host: '10.9.9.9' };
    listen(octopus, target);
    listen(octopus, elsewhere);
    await registry.register(scope, elsewhere);
    const problem = await problemOf(registry.register(scope, target));
    expect(problem).toMatchObject({ kind: 'Conflict', code: 'targetNameTaken' });
    expect(problem.message).toContain('10.9.9.9');
    expect(server.sim.list('machines')[0]?.Uri).toBe('https://10.9.9.9:10933/');
  });

  it('does not take over a target that carries the mark of another', async () => {
    const { registry, scope, server } = octopus;
    const target = newTarget(7);
    listen(octopus, target);
    const { machineId } = await registry.register(scope, target);
    const roles = ['web', 'fleet-conductor.test.api'];
    server.sim.change('machines', machineId, { Roles: roles });
    const problem = await problemOf(registry.register(scope, target));
    expect(problem).toMatchObject({ kind: 'Conflict', code: 'targetOwnedByOther' });
    expect(problem.message).toContain('fleet-conductor.test.api');
    expect(server.sim.list('machines')[0]?.Roles).toEqual(roles);
  });

  it('tells why Octopus refuses', async () => {
    const { registry, scope } = octopus;
    const target = newTarget(7);
    listen(octopus, target);
    const problem = await problemOf(
      registry.register({ ...scope, environmentId: 'Environments-999' }, target),
    );
    expect(problem).toMatchObject({ kind: 'InvalidInput', code: 'octopusRejected' });
    expect(problem.message).toContain('Environments-999');
  });

  it.each([
    [0, [], 'Untenanted'],
    [1, [], 'Tenanted'],
    [2, [], 'TenantedOrUntenanted'],
    [0, ['Region/North'], 'TenantedOrUntenanted'],
  ])('for %i tenants and tags %j makes it %s', async (count, tenantTags, participation) => {
    const { registry, scope, server } = octopus;
    const tenantIds = Array.from(
      { length: count },
      (_, n) => server.sim.add('tenants', { Name: `T${n}` }).Id,
    );
    const target = newTarget(1, { tenantTags });
    listen(octopus, target);
    await registry.register({ ...scope, tenantIds }, target);
    expect(server.sim.list('machines')[0]).toMatchObject({
      TenantIds: tenantIds,
      TenantTags: tenantTags,
      TenantedDeploymentParticipation: participation,
    });
  });

  it('uses the machine policy of the fleet', async () => {
    const { registry, scope, server } = octopus;
    const machinePolicyId = server.sim.add('machinepolicies', { Name: 'Short lived' }).Id;
    listen(octopus, newTarget(1));
    await registry.register({ ...scope, machinePolicyId }, newTarget(1));
    expect(server.sim.list('machines')[0]).toMatchObject({ MachinePolicyId: machinePolicyId });
  });
});

describe('the list of targets', () => {
  async function registered(n: number, roles: string[], environmentId = octopus.environmentId) {
    const target = newTarget(n, { roles });
    listen(octopus, target);
    return octopus.registry.register({ ...octopus.scope, environmentId }, target);
  }

  it('has those of the environment with any of the roles', async () => {
    const { registry, scope, server } = octopus;
    const staging = server.sim.add('environments', { Name: 'Staging' }).Id;
    const web = await registered(1, ['web']);
    const both = await registered(2, ['api', 'db & co']);
    await registered(3, ['other']);
    await registered(4, ['web'], staging);
    server.resetCalls();
    expect(await registry.list(scope, ['WEB', 'db & co'])).toEqual([web, both]);
    expect(server.calls()).toEqual({ 'GET machines': 1 });
  });

  it('has those that registered themselves', async () => {
    const { registry, scope, server, environmentId, clock } = octopus;
    server.sim.registerLater({
      at: clock.now() + 1_000,
      machine: {
        Name: 'poller',
        Roles: ['web'],
        EnvironmentIds: [environmentId],
        Endpoint: {
          CommunicationStyle: 'TentacleActive',
          Uri: 'poll://abcdefghijklmnopqrst/',
          Thumbprint: 'P1',
        },
      },
    });
    expect(await registry.list(scope, ['web'])).toEqual([]);
    await clock.advance(1_000);
    expect(await registry.list(scope, ['web'])).toMatchObject([
      { name: 'poller', uri: 'poll://abcdefghijklmnopqrst/', thumbprint: 'P1' },
    ]);
  });

  it.each([
    [1_000, 1],
    [1_001, 2],
  ])('of %i machines takes %i call', async (count, calls) => {
    const { registry, scope, server, environmentId } = octopus;
    for (let n = 0; n < count; n++)
      server.sim.registerLater({
        machine: { Name: `m${n}`, Roles: ['web'], EnvironmentIds: [environmentId] },
      });
    const targets = await registry.list(scope, ['web']);
    expect(new Set(targets.map(({ machineId }) => machineId)).size).toBe(count);
    expect(server.calls()).toEqual({ 'GET machines': calls });
  });
});

describe('a target whose machine may have been made anew', () => {
  const at = { host: '10.0.0.1', port: 10933 };

  it('takes the certificate that answers at its address, and keeps all else', async () => {
    const { registry, scope, server } = octopus;
    listen(octopus, newTarget(1), 'OLD');
    const { machineId } = await registry.register(scope, newTarget(1));
    server.sim.change('machines', machineId, { Name: 'renamed', Roles: ['web', MARK, 'by-hand'] });
    listen(octopus, newTarget(1), 'NEW');
    expect(await registry.refresh(scope, machineId, at)).toMatchObject({ machineId, thumbprint: 'NEW' });
    expect(server.sim.list('machines')).toMatchObject([
      { Id: machineId, Name: 'renamed', Roles: ['web', MARK, 'by-hand'], Thumbprint: 'NEW' },
    ]);
  });

  it('is not written while the same one answers', async () => {
    const { registry, scope, server } = octopus;
    listen(octopus, newTarget(1), 'SAME');
    const { machineId } = await registry.register(scope, newTarget(1));
    server.resetCalls();
    expect(await registry.refresh(scope, machineId, at)).toMatchObject({ thumbprint: 'SAME' });
    expect(server.calls()).toEqual({ 'GET machines/discover': 1, 'GET machines/{id}': 1 });
  });

  it('stays as it is while nobody answers, and is not made again when it is no more', async () => {
    const { registry, scope, server } = octopus;
    expect(await problemOf(registry.refresh(scope, 'Machines-9', at))).toMatchObject({
      code: 'tentacleUnreachable',
    });
    listen(octopus, newTarget(1));
    expect(await registry.refresh(scope, 'Machines-9', at)).toBeUndefined();
    expect(server.sim.list('machines')).toEqual([]);
  });
});

describe('one more role', () => {
  it('is given, and everything else stays', async () => {
    const { registry, scope, server } = octopus;
    listen(octopus, newTarget(1));
    const { machineId } = await registry.register(scope, newTarget(1, { roles: ['web'] }));
    server.sim.change('machines', machineId, { IsDisabled: true, HealthStatus: 'Healthy' });
    const before = server.sim.list('machines')[0];
    await registry.addRole(scope, machineId, MARK);
    expect(server.sim.list('machines')[0]).toEqual({ ...before, Roles: ['web', MARK] });
    server.resetCalls();
    await registry.addRole(scope, machineId, MARK.toUpperCase());
    await registry.addRole(scope, 'Machines-999', MARK);
    expect(server.calls()).toEqual({ 'GET machines/{id}': 2 });
  });
});

describe('removing a target', () => {
  it('removes it; what is not there is done already', async () => {
    const { registry, scope, server } = octopus;
    listen(octopus, newTarget(1));
    const { machineId } = await registry.register(scope, newTarget(1));
    expect(await registry.deregister(scope, machineId)).toBe('removed');
    expect(await registry.deregister(scope, machineId)).toBe('absent');
    expect(server.sim.list('machines')).toEqual([]);
  });
});

describe('what goes wrong at Octopus', () => {
  it.each([
    [{ type: 'status', status: 503, retryAfter: 30 }, 'octopusUnavailable', 30],
    [{ type: 'status', status: 500 }, 'octopusServerError', undefined],
    [{ type: 'status', status: 429 }, 'octopusThrottled', 10],
    [{ type: 'status', status: 429, retryAfter: 4 }, 'octopusThrottled', 4],
    [{ type: 'reset' }, 'octopusUnreachable', undefined],
    [{ type: 'answer-lost' }, 'octopusUnreachable', undefined],
  ] as const)('%j passes by itself, without a retry of ours', async (effect, code, retryAfterSeconds) => {
    const { registry, scope, server } = octopus;
    server.sim.fault({ path: 'machines', effect });
    const problem = await problemOf(registry.list(scope, ['web']));
    expect(problem).toMatchObject({ kind: 'Transient', code });
    expect(problem.retryAfterSeconds).toBe(retryAfterSeconds);
    expect(callCount(octopus)).toBeLessThanOrEqual(1);
    expect(await registry.list(scope, ['web'])).toEqual([]);
  });

  it.each([
    [401, 'octopusUnauthorized'],
    [403, 'octopusForbidden'],
  ])('%i from now on needs a person', async (status, code) => {
    const { registry, scope, server } = octopus;
    server.sim.fault({ times: null, effect: { type: 'status', status } });
    expect(await problemOf(registry.list(scope, ['web']))).toMatchObject({ kind: 'Permanent', code });
  });
});
