import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { startOctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import type { OctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import type { OctopusTargeting } from '../../shared/contracts/fleet.ts';
import { createOctopus } from '../../shared/octopus/create-octopus.ts';
import type { Deployments } from '../../shared/ports/deployments.ts';
import type { OctopusRegistry } from '../../shared/octopus/octopus-target-registry.ts';
import type { NewTarget, ResolvedTargeting } from '../../shared/ports/target-registry.ts';

/** A simulated server with one environment and one project, and the adapter at it. */
export interface SimulatedOctopus {
  clock: VirtualClock;
  server: OctopusServer;
  registry: OctopusRegistry;
  deployments: Deployments;
  environmentId: string;
  projectId: string;
  scope: ResolvedTargeting;
}

export async function simulatedOctopus(apiKey = 'API-LOCAL'): Promise<SimulatedOctopus> {
  const clock = new VirtualClock();
  const server = await startOctopusServer({ port: 0, clock });
  const environmentId = server.sim.add('environments', { Name: 'Production' }).Id;
  const projectId = server.sim.add('projects', { Name: 'Web Shop', StepRoles: ['web'] }).Id;
  const spaceId = server.sim.list('spaces')[0]?.Id ?? '';
  const servers = { default: { url: server.url, apiKey } };
  const scope = { server: 'default', spaceId, environmentId, projects: [], tenantIds: [] };
  const adapter = createOctopus(servers, { now: () => clock.now(), timeoutSeconds: 5 });
  return { clock, server, ...adapter, environmentId, projectId, scope };
}

/** A fleet's targeting with what a test cares about. */
export function targeting(parts: Partial<OctopusTargeting> = {}): OctopusTargeting {
  return {
    server: 'default',
    space: 'Default',
    environment: 'Production',
    roles: ['web'],
    tenants: [],
    tenantTags: [],
    connection: { kind: 'listening', port: 10933, address: '{privateIp}' },
    projects: [],
    ...parts,
  };
}

export const MARK = 'fleet-conductor.test.shop';

/** Which machine it is means nothing to Octopus. */
export const MACHINE = { vmId: '', name: '', computerName: '', resourceId: '' };

/** The n-th machine to be registered. */
export function newTarget(n: number, parts: Partial<NewTarget> = {}): NewTarget {
  const host = `10.0.${Math.floor(n / 250)}.${n % 250}`;
  const roles = ['web', MARK];
  const place = { name: `web-${n}`, host, port: 10933 };
  return { ...place, roles, mark: MARK, tenantTags: [], machine: MACHINE, ...parts };
}

/** Lets a Tentacle listen where the target says. */
export function listen(
  { server }: SimulatedOctopus,
  target: NewTarget,
  thumbprint = `PRINT-${target.name}`,
): void {
  server.sim.setTentacle({ host: target.host, port: target.port, thumbprint });
}

export function callCount({ server }: SimulatedOctopus): number {
  return Object.values(server.calls()).reduce((sum, count) => sum + count, 0);
}
