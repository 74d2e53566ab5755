import { validationFailed } from '../errors.ts';
import type { Endpoint, Machine, Target } from '../model.ts';
import { tentacleEndpoint } from '../rules/endpoints.ts';
import { registerTarget, replaceTarget } from '../rules/registration.ts';
import { removeMachine } from '../rules/removal.ts';
import { contact, contactEndpoint, LISTENING_PORT } from '../rules/tentacles.ts';
import { created, ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { instantTextOrNull } from '../views/instant-text.ts';
import { busyMachines, machineView } from '../views/machine-view.ts';
import { paged } from '../views/paging.ts';
import type { World } from '../world.ts';
import { find, inSpace, spaceOf } from './lookup.ts';
import { matchingMachines, matchingTargets } from './machine-filters.ts';
import { latestDeploymentsOf, tasksOf } from './machine-history.ts';

function listMachines(request: OctopusRequest, world: World): Answer {
  const busy = busyMachines(world);
  return ok(
    paged<Target>(request, {
      itemType: 'DeploymentTarget',
      matching: matchingTargets(request, inSpace(request, world, 'machines')),
      self: `/api/${spaceOf(request, world).Id}/machines`,
      show: (target) => machineView(target, busy),
    }),
  );
}

function listAllMachines(request: OctopusRequest, world: World): Answer {
  const thumbprint = request.query.one('thumbprint')?.toLowerCase();
  const busy = busyMachines(world);
  const machines = matchingMachines(request, inSpace(request, world, 'machines'));
  return ok(
    machines
      .filter((machine) => thumbprint === undefined || machine.Thumbprint?.toLowerCase() === thumbprint)
      .map((machine) => machineView(machine, busy)),
  );
}

function createMachine(request: OctopusRequest, world: World): Answer {
  const target = registerTarget(world, spaceOf(request, world).Id, { fields: request.body, by: 'api' });
  return created(machineView(target, busyMachines(world)));
}

function getMachine(request: OctopusRequest, world: World): Answer {
  return ok(machineView(find({ request, world }, 'machines'), busyMachines(world)));
}

function updateMachine(request: OctopusRequest, world: World): Answer {
  const existing = find({ request, world }, 'machines');
  const target = replaceTarget(world, existing, { fields: request.body, by: 'api' });
  return ok(machineView(target, busyMachines(world)));
}

function deleteMachine(request: OctopusRequest, world: World): Answer {
  removeMachine(world, find({ request, world }, 'machines'), 'api');
  return ok({});
}

/** The server itself calls the Tentacle and reads its certificate. */
export function discoverMachine(request: OctopusRequest, world: World): Answer {
  const host = request.query.one('host')?.trim();
  const type = request.query.one('type') || 'TentaclePassive';
  if (!host) throw validationFailed('The host parameter is required.');
  if (type !== 'TentaclePassive' && type !== 'Ssh')
    throw validationFailed(`Machines of type ${type} cannot be discovered.`);
  const port = portOf(request, type);
  const found = contact(world, { host, port });
  const scheme = type === 'Ssh' ? 'ssh' : 'https';
  const uri = `${scheme}://${host}:${port}/`;
  if (found.kind === 'unreachable') throw noAnswer(uri);
  return ok(discovered({ host, port, uri, thumbprint: found.thumbprint, type }, request, world));
}

function portOf(request: OctopusRequest, type: string): number {
  const port = Number(request.query.one('port') || (type === 'Ssh' ? 22 : LISTENING_PORT));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw validationFailed('The port is not valid.');
  return port;
}

/** In the words of Halibut, the protocol between server and Tentacle. */
function noAnswer(uri: string): Error {
  return validationFailed(
    `An error occurred when sending a request to '${uri}', before the request could begin: The client was unable to establish the initial connection within 00:01:00.`,
  );
}

interface Discovered {
  host: string;
  port: number;
  uri: string;
  thumbprint: string;
  type: 'TentaclePassive' | 'Ssh';
}

function discovered(found: Discovered, request: OctopusRequest, world: World): Record<string, unknown> {
  const { host, port, uri, thumbprint, type } = found;
  const endpoint: Endpoint =
    type === 'Ssh'
      ? { CommunicationStyle: type, Host: host, Port: port, Fingerprint: thumbprint, Uri: uri }
      : tentacleEndpoint({ CommunicationStyle: type }, uri, thumbprint);
  return {
    Id: null,
    SpaceId: spaceOf(request, world).Id,
    Name: host,
    IsDisabled: false,
    EnvironmentIds: [],
    Roles: [],
    TenantIds: [],
    TenantTags: [],
    TenantedDeploymentParticipation: 'Untenanted',
    MachinePolicyId: null,
    HealthStatus: 'Unknown',
    Thumbprint: thumbprint,
    Uri: uri,
    Endpoint: endpoint,
    Links: {},
  };
}

export function connectionOf(machine: Machine, world: World): Answer {
  const found = contactEndpoint(world, machine.Endpoint);
  const online = found.kind === 'healthy' || found.kind === 'unhealthy';
  return ok({
    Id: null,
    MachineId: machine.Id,
    Status: online ? 'Online' : 'Offline',
    LastChecked: instantTextOrNull(machine.LastChecked),
    CurrentTentacleVersion: online ? '8.3.3034' : null,
    Logs: [],
    Links: { Health: `/api/${machine.SpaceId}/tasks?name=Health` },
  });
}

function getConnection(request: OctopusRequest, world: World): Answer {
  return connectionOf(find({ request, world }, 'machines'), world);
}

function listMachineTasks(request: OctopusRequest, world: World): Answer {
  return tasksOf(find({ request, world }, 'machines'), request, world);
}

function listLatestDeployments(request: OctopusRequest, world: World): Answer {
  return latestDeploymentsOf(find({ request, world }, 'machines'), request, world);
}

/** The newer list: targets with the number of them per health status. */
function listMachinesV2(request: OctopusRequest, world: World): Answer {
  const busy = busyMachines(world);
  const matching = matchingTargets(request, inSpace(request, world, 'machines'));
  const TargetCountPerHealthStatus: Record<string, number> = {};
  for (const { HealthStatus } of matching)
    TargetCountPerHealthStatus[HealthStatus] = (TargetCountPerHealthStatus[HealthStatus] ?? 0) + 1;
  const DeploymentTargets = paged<Target>(request, {
    itemType: 'DeploymentTarget',
    matching,
    self: `/api/${spaceOf(request, world).Id}/machines/v2`,
    show: (target) => machineView(target, busy),
  });
  return ok({ DeploymentTargets, TargetCountPerHealthStatus });
}

function listRoles(request: OctopusRequest, world: World): Answer {
  const roles = inSpace(request, world, 'machines').flatMap(({ Roles }) => Roles);
  const steps = inSpace(request, world, 'projects').flatMap(({ StepRoles }) => StepRoles);
  return ok([...new Set([...roles, ...steps])].sort());
}

export const MACHINE_ROUTES: Routes = {
  'GET machines': listMachines,
  'GET machines/all': listAllMachines,
  'GET machines/v2': listMachinesV2,
  'POST machines': createMachine,
  'GET machines/discover': discoverMachine,
  'GET machines/{id}': getMachine,
  'PUT machines/{id}': updateMachine,
  'DELETE machines/{id}': deleteMachine,
  'GET machines/{id}/connection': getConnection,
  'GET machines/{id}/tasks': listMachineTasks,
  'GET machines/{id}/latestdeployments': listLatestDeployments,
  'GET machineroles/all': listRoles,
};
