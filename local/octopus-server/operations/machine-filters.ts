import type { Machine, Target, Worker } from '../model.ts';
import type { OctopusRequest, Query } from '../server/request.ts';

type Test<T> = (machine: T) => boolean;

/** The targets that pass every filter of the query, by name; a list filter means any of its values. */
export function matchingTargets(request: OctopusRequest, targets: Target[]): Target[] {
  const { query } = request;
  return matching(targets, [
    ...commonTests(query),
    anyOf(query, 'roles', (target: Target) => target.Roles),
    anyOf(query, 'environmentIds', (target: Target) => target.EnvironmentIds),
    anyOf(query, 'tenantIds', (target: Target) => target.TenantIds),
    anyOf(query, 'tenantTags', (target: Target) => target.TenantTags),
    anyOf(query, 'targetTags', (target: Target) => target.Roles),
    anyOf(query, 'deploymentTargetTypes', (target: Target) => [target.Endpoint.CommunicationStyle]),
  ]);
}

export function matchingWorkers(request: OctopusRequest, workers: Worker[]): Worker[] {
  const { query } = request;
  return matching(workers, [
    ...commonTests(query),
    anyOf(query, 'workerPoolIds', (worker: Worker) => worker.WorkerPoolIds),
  ]);
}

/** Only the filters that every kind of machine has. */
export function matchingMachines<T extends Machine>(request: OctopusRequest, machines: T[]): T[] {
  return matching(machines, commonTests(request.query));
}

function matching<T extends Machine>(machines: T[], tests: (Test<T> | undefined)[]): T[] {
  const asked = tests.filter((test) => test !== undefined);
  return machines
    .filter((machine) => asked.every((test) => test(machine)))
    .map((machine) => ({ key: machine.Name.toLowerCase(), machine }))
    .sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)))
    .map(({ machine }) => machine);
}

function commonTests(query: Query): (Test<Machine> | undefined)[] {
  const name = query.one('name')?.toLowerCase();
  const partialName = query.one('partialName')?.toLowerCase();
  const isDisabled = query.flag('isDisabled');
  return [
    anyOf(query, 'ids', (machine: Machine) => [machine.Id]),
    name ? (machine) => machine.Name.toLowerCase() === name : undefined,
    partialName ? (machine) => machine.Name.toLowerCase().includes(partialName) : undefined,
    isDisabled === undefined ? undefined : (machine) => machine.IsDisabled === isDisabled,
    anyOf(query, 'healthStatuses', (machine: Machine) => [machine.HealthStatus]),
    anyOf(query, 'commStyles', (machine: Machine) => [machine.Endpoint.CommunicationStyle]),
    anyOf(query, 'operatingSystemNames', (machine: Machine) => [machine.OperatingSystem]),
    anyOf(query, 'shellNames', (machine: Machine) => [machine.ShellName]),
  ];
}

function anyOf<T>(query: Query, name: string, valuesOf: (machine: T) => string[]): Test<T> | undefined {
  const wanted = new Set(query.list(name).map((value) => value.toLowerCase()));
  if (wanted.size === 0) return undefined;
  return (machine) => valuesOf(machine).some((value) => wanted.has(value.toLowerCase()));
}
