import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createOctopus } from '../../shared/octopus/create-octopus.ts';
import { problemOf } from '../azure-adapter/failing.ts';
import { callCount, simulatedOctopus, targeting } from './simulated-octopus.ts';
import type { SimulatedOctopus } from './simulated-octopus.ts';

let octopus: SimulatedOctopus;

beforeEach(async () => {
  octopus = await simulatedOctopus();
});

afterEach(() => octopus.server.stop());

describe('a fleet’s names become ids', () => {
  it('of every kind, each kind in one call', async () => {
    const { server, registry, projectId, environmentId, scope } = octopus;
    const { sim } = server;
    const hotfix = sim.add('channels', { ProjectId: projectId, Name: 'Hotfix' });
    const api = sim.add('projects', { Name: 'Api' });
    const north = sim.add('tenants', { Name: 'North' });
    const policy = sim.add('machinepolicies', { Name: 'Short lived' });
    const resolved = await registry.resolve(
      targeting({
        projects: [
          { project: 'Web Shop', channel: 'Hotfix', release: 'latest' },
          { project: 'Api', release: '2.0.0' },
        ],
        tenants: ['North'],
        machinePolicy: 'Short lived',
      }),
    );
    expect(resolved).toEqual({
      server: 'default',
      spaceId: scope.spaceId,
      environmentId,
      projects: [
        { projectId, projectName: 'Web Shop', channelId: hotfix.Id, release: 'latest' },
        { projectId: api.Id, projectName: 'Api', release: '2.0.0' },
      ],
      tenantIds: [north.Id],
      machinePolicyId: policy.Id,
    });
    expect(callCount(octopus)).toBe(6);
  });

  it('by name in any case, by slug, or by id', async () => {
    const { registry, projectId, environmentId, scope } = octopus;
    const projects = [{ project: 'web-shop', release: 'latest' }];
    const names = { space: scope.spaceId, environment: 'pRODUCTION', projects };
    const resolved = await registry.resolve(targeting(names));
    expect(resolved).toMatchObject({ environmentId, projects: [{ projectId, projectName: 'Web Shop' }] });
    expect(callCount(octopus)).toBe(3);
  });

  it('of the space they are in, and no other', async () => {
    const { server, registry } = octopus;
    const other = server.sim.add('spaces', { Name: 'Other' });
    const environment = server.sim.add('environments', { Name: 'Production', SpaceId: other.Id });
    expect(await registry.resolve(targeting({ space: 'other' }))).toMatchObject({
      spaceId: other.Id,
      environmentId: environment.Id,
    });
  });
});

describe('names that Octopus does not know', () => {
  it('are all reported at once', async () => {
    const { registry } = octopus;
    const names = targeting({
      environment: 'Nowhere',
      projects: [
        { project: 'Web Shop', channel: 'Ghost', release: 'latest' },
        { project: 'Phantom', channel: 'Ghost', release: 'latest' },
      ],
      tenants: ['Nobody'],
      machinePolicy: 'None',
    });
    const problem = await problemOf(registry.resolve(names));
    expect(problem).toMatchObject({ kind: 'InvalidInput', code: 'octopusNamesNotFound' });
    for (const name of ['Nowhere', 'Ghost', 'Phantom', 'Nobody', 'None'])
      expect(problem.message).toContain(`'${name}'`);
  });

  it('are told once when the targets and a project name the same tenant', async () => {
    const projects = [{ project: 'Web Shop', tenant: 'North', release: 'latest' }];
    const problem = await problemOf(octopus.registry.resolve(targeting({ projects, tenants: ['North'] })));
    expect(problem.message).toBe("Octopus server 'default' does not know tenant 'North'.");
  });

  it('say so when only the environment is missing', async () => {
    const { registry } = octopus;
    const problem = await problemOf(registry.resolve(targeting({ environment: 'Prod' })));
    expect(problem).toMatchObject({ kind: 'InvalidInput', code: 'octopusEnvironmentNotFound' });
  });

  it('stop at a missing space', async () => {
    const problem = await problemOf(octopus.registry.resolve(targeting({ space: 'Mars' })));
    expect(problem.message).toBe("Octopus server 'default' does not know space 'Mars'.");
    expect(callCount(octopus)).toBe(1);
  });

  it('are looked for again at once after somebody has made them', async () => {
    const { registry, server } = octopus;
    await problemOf(registry.resolve(targeting({ environment: 'Staging' })));
    const { Id } = server.sim.add('environments', { Name: 'Staging' });
    expect(await registry.resolve(targeting({ environment: 'Staging' }))).toMatchObject({
      environmentId: Id,
    });
  });
});

describe('what was found', () => {
  it('is remembered for five minutes', async () => {
    const { registry, clock } = octopus;
    await registry.resolve(targeting());
    const once = callCount(octopus);
    await clock.advance(299_000);
    await registry.resolve(targeting());
    expect(callCount(octopus)).toBe(once);
    await clock.advance(1_000);
    await registry.resolve(targeting());
    expect(callCount(octopus)).toBe(2 * once);
  });

  it('is asked for once by many at the same time', async () => {
    const { registry } = octopus;
    await Promise.all(Array.from({ length: 10 }, () => registry.resolve(targeting())));
    expect(callCount(octopus)).toBe(2);
  });

  it('is not taken for that of another fleet', async () => {
    const { registry, server } = octopus;
    await registry.resolve(targeting());
    const { Id } = server.sim.add('environments', { Name: 'Staging' });
    expect(await registry.resolve(targeting({ environment: 'Staging' }))).toMatchObject({
      environmentId: Id,
    });
  });
});

describe('a wrong key', () => {
  it('needs a person', async () => {
    const servers = { default: { url: octopus.server.url, apiKey: 'API-WRONG' } };
    const problem = await problemOf(createOctopus(servers).registry.resolve(targeting()));
    expect(problem).toMatchObject({ kind: 'Permanent', code: 'octopusUnauthorized' });
    expect(problem.nextStep).toContain('API key');
  });
});
