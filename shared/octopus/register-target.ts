import { ProblemError } from '../contracts/problem.ts';
import { foreignMark } from '../domain/targets/ownership.ts';
import type { NewTarget, ResolvedTargeting, Target } from '../ports/target-registry.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { listAll } from './octopus-collections.ts';
import { hasCode, orAbsent, transient } from './octopus-errors.ts';
import { DiscoveredMachine, Machine, WholeMachine } from './octopus-schemas.ts';
import { thumbprintOf, toTarget, uriOf } from './to-target.ts';

/** Who registers what, where. */
interface Registration {
  client: OctopusClient;
  scope: ResolvedTargeting;
  target: NewTarget;
}

interface Tentacle {
  uri: string;
  thumbprint: string;
}

/** The fields of a machine that we decide about. */
type Wanted = ReturnType<typeof wantedMachine>;

/** Two calls when the name is free: discover and create. */
export async function registerTarget(registration: Registration): Promise<Target> {
  const wanted = wantedMachine(registration, await discover(registration));
  const { client, scope } = registration;
  try {
    const path = apiPath(scope.spaceId, 'machines');
    const body = { ...wanted, SpaceId: scope.spaceId, SkipInitialHealthCheck: true };
    return toTarget(await client.send(Machine, { method: 'POST', path, body }));
  } catch (error) {
    // Rejected: mostly since the name is taken, by us when an earlier answer was lost. Octopus says so in prose only.
    if (!hasCode(error, ['octopusRejected', 'octopusConflict'])) throw error;
    const existing = await machineOfName(registration);
    if (!existing) throw error;
    return adopt(registration, wanted, existing);
  }
}

interface Renewal extends Pick<Registration, 'client' | 'scope'> {
  machineId: string;
  address: { host: string; port: number };
}

/** Three calls when another certificate answers, else two. The target keeps all but the certificate. */
export async function refreshTarget(renewal: Renewal): Promise<Target | undefined> {
  const { client, scope, machineId, address } = renewal;
  const { thumbprint } = await discover({ client, scope, target: address });
  const path = apiPath(scope.spaceId, 'machines', machineId);
  const machine = await orAbsent(client.send(WholeMachine, { path }));
  if (!machine) return undefined;
  if (thumbprintOf(machine).toUpperCase() === thumbprint.toUpperCase()) return toTarget(machine);
  const Endpoint = { ...machine.Endpoint, Thumbprint: thumbprint };
  const body = { ...machine, MachineId: machineId, SpaceId: scope.spaceId, Thumbprint: thumbprint, Endpoint };
  return toTarget(await client.send(Machine, { method: 'PUT', path, body }));
}

/** Failing to reach the Tentacle, the server itself answers an error; which one differs between versions. */
const NOBODY_ANSWERS = ['octopusRejected', 'octopusNotFound', 'octopusServerError', 'octopusTimeout'];

type Place = Pick<Registration, 'client' | 'scope'> & { target: { host: string; port: number } };

async function discover({ client, scope, target: { host, port } }: Place): Promise<Tentacle> {
  const path = apiPath(scope.spaceId, 'machines', 'discover');
  try {
    const found = await client.send(DiscoveredMachine, {
      path,
      query: { host, port, type: 'TentaclePassive' },
    });
    const thumbprint = thumbprintOf(found);
    if (thumbprint === '') throw unreachable(host, port);
    return { thumbprint, uri: uriOf(found) || `https://${host}:${port}/` };
  } catch (error) {
    throw hasCode(error, NOBODY_ANSWERS) ? unreachable(host, port) : error;
  }
}

function unreachable(host: string, port: number): ProblemError {
  return transient('tentacleUnreachable', `No Tentacle answers Octopus at ${host}:${port} yet.`);
}

function wantedMachine({ scope, target }: Registration, { uri, thumbprint }: Tentacle) {
  const tenanted = scope.tenantIds.length > 0 || target.tenantTags.length > 0;
  // A deployment is for one tenant; machines of several, or of tags, get deployments without one.
  const ofOneTenant = scope.tenantIds.length === 1 && target.tenantTags.length === 0;
  const participation = ofOneTenant ? 'Tenanted' : 'TenantedOrUntenanted';
  return {
    Name: target.name,
    EnvironmentIds: [scope.environmentId],
    Roles: target.roles,
    TenantIds: scope.tenantIds,
    TenantTags: target.tenantTags,
    TenantedDeploymentParticipation: tenanted ? participation : 'Untenanted',
    ...(scope.machinePolicyId === undefined ? {} : { MachinePolicyId: scope.machinePolicyId }),
    Endpoint: { CommunicationStyle: 'TentaclePassive', Uri: uri, Thumbprint: thumbprint },
  };
}

async function machineOfName({ client, scope, target }: Registration): Promise<WholeMachine | undefined> {
  const machines = await listAll(client, {
    path: apiPath(scope.spaceId, 'machines'),
    query: { name: target.name },
    item: WholeMachine,
  });
  return machines.find((machine) => machine.Name.toLowerCase() === target.name.toLowerCase());
}

/** The same address makes it ours; what differs is put right. */
async function adopt(registration: Registration, wanted: Wanted, existing: WholeMachine): Promise<Target> {
  const { client, scope } = registration;
  const uri = uriOf(existing);
  const foreign = foreignMark(existing.Roles, registration.target.mark);
  if (foreign) throw ownedByOther(wanted.Name, foreign);
  if (addressOf(uri) !== addressOf(wanted.Endpoint.Uri)) throw nameTaken(wanted.Name, uri);
  if (isAsWanted(existing, wanted)) return toTarget(existing);
  const path = apiPath(scope.spaceId, 'machines', existing.Id);
  const { Uri, Thumbprint } = wanted.Endpoint;
  const Endpoint = { ...existing.Endpoint, ...wanted.Endpoint };
  const body = {
    ...existing,
    ...wanted,
    MachineId: existing.Id,
    SpaceId: scope.spaceId,
    Uri,
    Thumbprint,
    Endpoint,
  };
  return toTarget(await client.send(Machine, { method: 'PUT', path, body }));
}

function isAsWanted(existing: WholeMachine, wanted: Wanted): boolean {
  return (
    thumbprintOf(existing).toUpperCase() === wanted.Endpoint.Thumbprint.toUpperCase() &&
    sameNames(existing.Roles, wanted.Roles) &&
    sameNames(existing.EnvironmentIds, wanted.EnvironmentIds) &&
    sameNames(existing.TenantIds, wanted.TenantIds) &&
    sameNames(existing.TenantTags, wanted.TenantTags)
  );
}

function sameNames(some: string[], others: string[]): boolean {
  const key = (names: string[]) => [...new Set(names.map((name) => name.toLowerCase()))].sort().join('\n');
  return key(some) === key(others);
}

/** `https://Host:10933/` and `https://host:10933` are one address. */
function addressOf(uri: string): string {
  const url = URL.parse(uri);
  return url ? `${url.hostname.toLowerCase()}:${url.port || '443'}` : uri;
}

function ownedByOther(name: string, mark: string): ProblemError {
  return new ProblemError({
    kind: 'Conflict',
    code: 'targetOwnedByOther',
    message: `Octopus has a target of the name '${name}' that carries the mark ${mark}.`,
    nextStep: `Let that fleet go of it first, or take the role ${mark} away from it if that fleet is no more.`,
  });
}

function nameTaken(name: string, uri: string): ProblemError {
  return new ProblemError({
    kind: 'Conflict',
    code: 'targetNameTaken',
    message: `Octopus has another target of the name '${name}', at ${uri || 'no address'}.`,
    nextStep: 'Remove or rename that target in Octopus if it stands for a machine that is gone.',
  });
}
