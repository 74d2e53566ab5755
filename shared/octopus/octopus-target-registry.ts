import type { OctopusTargeting } from '../contracts/fleet.ts';
import type { ResolvedTargeting, Target, TargetRegistry } from '../ports/target-registry.ts';
import { hasRole } from '../domain/targets/ownership.ts';
import { apiPath, octopusId } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { listAll } from './octopus-collections.ts';
import { machinesPath, markedName, markInName, targetIn } from './machine-kind.ts';
import { orAbsent } from './octopus-errors.ts';
import { Anything, Machine, WholeMachine } from './octopus-schemas.ts';
import { readSetUp } from './read-set-up.ts';
import { refreshTarget, registerTarget } from './register-target.ts';
import { resolveTargeting } from './resolve-targeting.ts';
import { toTarget } from './to-target.ts';

/** Octopus's own names are all it needs to know of a fleet. */
export interface OctopusRegistry extends Omit<TargetRegistry, 'resolve' | 'flaws'> {
  resolve(targeting: OctopusTargeting): Promise<ResolvedTargeting>;
}

export type ClientOf = (server: string) => OctopusClient;

/** Names change rarely, and each reaction asks for them several times. */
const KEPT_FOR = 5 * 60_000;

/** Octopus as the place where machines are registered. `now`: milliseconds since the epoch. */
export function octopusTargetRegistry(clientOf: ClientOf, now: () => number): OctopusRegistry {
  const resolve = remembered((targeting) => resolveTargeting(clientOf(targeting.server), targeting), now);
  return {
    resolve: async (targeting) => resolve(targeting),
    list: async (scope, roles) => listTargets(clientOf(scope.server), scope, roles),
    register: async (scope, target) => registerTarget({ client: clientOf(scope.server), scope, target }),
    refresh: async (scope, machineId, address) =>
      refreshTarget({ client: clientOf(scope.server), scope, machineId, address }),
    addRole: async (scope, machineId, role) =>
      addRole({ client: clientOf(scope.server), scope, machineId }, role),
    setUp: async (scope) => readSetUp(clientOf(scope.server), scope),
    async deregister(scope, machineId) {
      const path = machinesPath(scope, machineId);
      const removal = clientOf(scope.server).send(Anything, { method: 'DELETE', path });
      const removed = await orAbsent(removal.then(() => 'removed' as const));
      return removed ?? 'absent';
    },
  };
}

interface Place {
  client: OctopusClient;
  scope: ResolvedTargeting;
  machineId: string;
}

async function addRole({ client, scope, machineId }: Place, role: string): Promise<void> {
  const path = machinesPath(scope, machineId);
  const bulk = { fleet: scope.fleet ?? '', calls: 2 };
  const machine = await orAbsent(client.send(WholeMachine, { path, bulk }));
  if (!machine || hasRole(targetIn(scope, machine).roles, role)) return;
  const change = scope.workerPoolIds
    ? { Name: markedName(markInName(machine.Name).name, role) }
    : { Roles: [...machine.Roles, role] };
  const body = { ...machine, MachineId: machineId, SpaceId: scope.spaceId, ...change };
  await orAbsent(client.send(Anything, { method: 'PUT', path, body }));
}

/** The filters are applied again here: a list that holds others' machines must never be taken for ours. */
async function listTargets(
  client: OctopusClient,
  scope: ResolvedTargeting,
  roles: string[],
): Promise<Target[]> {
  if (scope.workerPoolIds) return listWorkers(client, scope, scope.workerPoolIds);
  // No role is no filter: Octopus would answer every machine.
  if (roles.length === 0) return [];
  const path = apiPath(scope.spaceId, 'machines');
  const query = { environmentIds: octopusId(scope.environmentId), roles };
  const machines = await listAll(client, { path, query, item: Machine });
  const wanted = new Set(roles.map((role) => role.toLowerCase()));
  return machines
    .filter(({ EnvironmentIds }) => EnvironmentIds.includes(scope.environmentId))
    .filter(({ Roles }) => Roles.some((role) => wanted.has(role.toLowerCase())))
    .map(toTarget);
}

async function listWorkers(
  client: OctopusClient,
  scope: ResolvedTargeting,
  pools: string[],
): Promise<Target[]> {
  const query = { workerPoolIds: pools.map(octopusId) };
  const workers = await listAll(client, { path: machinesPath(scope), query, item: Machine });
  return workers
    .filter(({ WorkerPoolIds }) => WorkerPoolIds?.some((pool) => pools.includes(pool)))
    .map((worker) => targetIn(scope, worker));
}

type Resolve = (targeting: OctopusTargeting) => Promise<ResolvedTargeting>;

/** Keeps successes only; calls at the same time share one answer. */
function remembered(resolve: Resolve, now: () => number): Resolve {
  const known = new Map<string, { until: number; resolved: Promise<ResolvedTargeting> }>();
  return (targeting) => {
    const { targetName: _name, roles: _roles, tenantTags: _tags, ownerRole: _owner, ...names } = targeting;
    const key = JSON.stringify(names);
    for (const [old, { until }] of known) if (until <= now()) known.delete(old);
    const kept = known.get(key);
    if (kept) return kept.resolved;
    const resolved = resolve(targeting);
    known.set(key, { until: now() + KEPT_FOR, resolved });
    resolved.catch(() => known.delete(key));
    return resolved;
  };
}
