import { ProblemError } from '../contracts/problem.ts';
import { foreignMark } from '../domain/targets/ownership.ts';
import type { CalledAddress, NewTarget, ResolvedTargeting, Target } from '../ports/target-registry.ts';
import { machinesPath, markedName, targetIn } from './machine-kind.ts';
import type { OctopusClient } from './octopus-client.ts';
import { listAll } from './octopus-collections.ts';
import { hasCode, orAbsent, transient } from './octopus-errors.ts';
import { DiscoveredMachine, Machine, WholeMachine } from './octopus-schemas.ts';
import { thumbprintOf, uriOf } from './to-target.ts';

/** Who registers what, where. */
interface Registration {
  client: OctopusClient;
  scope: ResolvedTargeting;
  target: NewTarget;
}

/** Who answers at an address, by its certificate or host key. */
interface Answering {
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
    const path = machinesPath(scope);
    const body = { ...wanted, SpaceId: scope.spaceId, SkipInitialHealthCheck: true };
    return targetIn(scope, await client.send(Machine, { method: 'POST', path, body }));
  } catch (error) {
    // Rejected: mostly since the name is taken, by us when an earlier answer was lost. Octopus says so in prose only.
    if (!hasCode(error, ['octopusRejected', 'octopusConflict'])) throw error;
    const existing = await machineOfName(registration, wanted);
    if (!existing) throw error;
    return adopt(registration, wanted, existing);
  }
}

interface Renewal extends Pick<Registration, 'client' | 'scope'> {
  machineId: string;
  address: CalledAddress;
}

/** Three calls when another certificate answers, else two. The target keeps all but the certificate. */
export async function refreshTarget(renewal: Renewal): Promise<Target | undefined> {
  const { client, scope, machineId, address } = renewal;
  const { thumbprint } = await discover({ client, scope, target: address });
  const path = machinesPath(scope, machineId);
  const machine = await orAbsent(client.send(WholeMachine, { path }));
  if (!machine) return undefined;
  if (isSamePrint(thumbprintOf(machine), thumbprint)) return targetIn(scope, machine);
  const proof = address.ssh ? { Fingerprint: thumbprint } : { Thumbprint: thumbprint };
  const Endpoint = { ...machine.Endpoint, ...proof };
  const body = { ...machine, MachineId: machineId, SpaceId: scope.spaceId, Thumbprint: thumbprint, Endpoint };
  return targetIn(scope, await client.send(Machine, { method: 'PUT', path, body }));
}

/** Failing to reach the Tentacle, the server itself answers an error; which one differs between versions. */
const NOBODY_ANSWERS = ['octopusRejected', 'octopusNotFound', 'octopusServerError', 'octopusTimeout'];

type Place = Pick<Registration, 'client' | 'scope'> & { target: CalledAddress };

async function discover({ client, scope, target }: Place): Promise<Answering> {
  const { host, port, ssh, isRegion } = target;
  // There is nobody to be asked.
  if (isRegion) return { uri: '', thumbprint: '' };
  const path = machinesPath(scope, 'discover');
  const query = { host, port, type: ssh ? 'Ssh' : 'TentaclePassive' };
  // The second one makes or reads the machine.
  const bulk = { fleet: scope.fleet ?? '', calls: 2 };
  const found = await reached(client.send(DiscoveredMachine, { path, query, bulk }), target);
  const thumbprint = thumbprintOf(found);
  if (thumbprint === '') throw unreachable(target);
  if (ssh?.fingerprint !== undefined && !isSamePrint(ssh.fingerprint, thumbprint))
    throw otherHostKey(target, thumbprint);
  return { thumbprint, uri: uriOf(found) || `${ssh ? 'ssh' : 'https'}://${host}:${port}/` };
}

async function reached<T>(call: Promise<T>, address: CalledAddress): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw hasCode(error, NOBODY_ANSWERS) ? unreachable(address) : error;
  }
}

/** Thumbprints are hexadecimal, in any case; a fingerprint of SHA-256 is base64, where the case counts. */
function isSamePrint(one: string, other: string): boolean {
  const plain = (print: string) => print.replace(/^SHA256:/i, '').replace(/=+$/, '');
  return plain(one) === plain(other) || (isHex(one) && one.toUpperCase() === other.toUpperCase());
}

function isHex(print: string): boolean {
  return /^[0-9a-f:]+$/i.test(print);
}

function unreachable({ host, port, ssh }: CalledAddress): ProblemError {
  const who = ssh ? 'SSH server' : 'Tentacle';
  return transient('tentacleUnreachable', `No ${who} answers Octopus at ${host}:${port} yet.`);
}

function wantedMachine({ scope, target }: Registration, answering: Answering) {
  const { policy, Endpoint } = {
    policy: scope.machinePolicyId === undefined ? {} : { MachinePolicyId: scope.machinePolicyId },
    Endpoint: endpointOf({ scope, target }, answering),
  };
  if (scope.workerPoolIds)
    return {
      Name: markedName(target.name, target.mark),
      WorkerPoolIds: scope.workerPoolIds,
      ...policy,
      Endpoint,
    };
  const tenanted = scope.tenantIds.length > 0 || target.tenantTags.length > 0;
  // A deployment is for one tenant; machines of several, or of tags, get deployments without one.
  const ofOneTenant = scope.tenantIds.length === 1 && target.tenantTags.length === 0;
  const participation = ofOneTenant ? 'Tenanted' : 'TenantedOrUntenanted';
  return {
    Name: target.name,
    EnvironmentIds: [...new Set([scope.environmentId, ...(scope.alsoEnvironmentIds ?? [])])],
    Roles: target.roles,
    TenantIds: scope.tenantIds,
    TenantTags: target.tenantTags,
    TenantedDeploymentParticipation: tenanted ? participation : 'Untenanted',
    ...policy,
    Endpoint,
  };
}

function endpointOf(
  { scope, target }: Pick<Registration, 'scope' | 'target'>,
  { uri, thumbprint }: Answering,
) {
  const { host, port, ssh, isRegion } = target;
  if (isRegion) return { CommunicationStyle: 'None', Uri: '' };
  if (!ssh) return { CommunicationStyle: 'TentaclePassive', Uri: uri, Thumbprint: thumbprint };
  return {
    ...{ CommunicationStyle: 'Ssh', AccountId: scope.accountId, Host: host, Port: port, Uri: uri },
    ...{ Fingerprint: thumbprint, DotNetCorePlatform: ssh.platform },
  };
}

async function machineOfName(
  { client, scope }: Registration,
  { Name: wantedName }: Wanted,
): Promise<WholeMachine | undefined> {
  const machines = await listAll(client, {
    path: machinesPath(scope),
    query: { name: wantedName },
    item: WholeMachine,
  });
  return machines.find((machine) => machine.Name.toLowerCase() === wantedName.toLowerCase());
}

/** The same address makes it ours; what differs is put right. */
async function adopt(registration: Registration, wanted: Wanted, existing: WholeMachine): Promise<Target> {
  const { client, scope } = registration;
  const uri = uriOf(existing);
  const foreign = foreignMark(existing.Roles, registration.target.mark);
  if (foreign) throw ownedByOther(wanted.Name, foreign);
  if (addressOf(uri) !== addressOf(wanted.Endpoint.Uri)) throw nameTaken(wanted.Name, uri);
  if (isAsWanted(existing, wanted)) return targetIn(scope, existing);
  const path = machinesPath(scope, existing.Id);
  const { Uri } = wanted.Endpoint;
  const Thumbprint = printOf(wanted);
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
  return targetIn(scope, await client.send(Machine, { method: 'PUT', path, body }));
}

const LISTS = ['Roles', 'EnvironmentIds', 'TenantIds', 'TenantTags', 'WorkerPoolIds'] as const;

function isAsWanted(existing: WholeMachine, wanted: Wanted): boolean {
  const lists: Partial<Record<(typeof LISTS)[number], string[]>> = wanted;
  return (
    isSamePrint(thumbprintOf(existing), printOf(wanted)) &&
    isSameWay(existing, wanted) &&
    LISTS.every((list) => sameNames(existing[list] ?? [], lists[list] ?? existing[list] ?? []))
  );
}

function printOf({ Endpoint }: Wanted): string {
  return thumbprintOf({ Uri: '', Thumbprint: '', Endpoint });
}

/** A Tentacle stays one, and an SSH server keeps its account. */
function isSameWay({ Endpoint: existing }: WholeMachine, { Endpoint }: Wanted): boolean {
  const { CommunicationStyle: style = Endpoint.CommunicationStyle, AccountId: account } = existing ?? {};
  const wanted = 'AccountId' in Endpoint ? Endpoint.AccountId : account;
  return style === Endpoint.CommunicationStyle && account === wanted;
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

function otherHostKey({ host, port, ssh }: CalledAddress, shown: string): ProblemError {
  return new ProblemError({
    kind: 'Conflict',
    code: 'sshFingerprintOther',
    message: `The SSH server at ${host}:${port} shows the host key ${shown}, not ${ssh?.fingerprint ?? ''}.`,
    nextStep:
      'See whose machine that is; correct octopus.connection.fingerprint of the fleet, or leave it out where each machine has its own key.',
  });
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
