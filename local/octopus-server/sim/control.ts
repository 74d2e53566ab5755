import { notFound, validationFailed } from '../errors.ts';
import type { AuditEvent, Deployment, Documents, Kind } from '../model.ts';
import type { Fault, FaultEffect, SelfRegistration, Tentacle } from '../side-door-model.ts';
import { removeMachine } from '../rules/removal.ts';
import { LISTENING_PORT, tentacleKey } from '../rules/tentacles.ts';
import type { Settings, World } from '../world.ts';
import { addPastDeployment } from './past-deployment.ts';
import type { PastDeployment } from './past-deployment.ts';
import { addSeed, defaultSpaceId } from './seeds.ts';
import type { Seed, SeedKind } from './seeds.ts';

/** What listens at an address; instants in milliseconds since the epoch. */
export interface TentacleSeed {
  /** A host name or address; for a polling Tentacle its `poll://…/` address. */
  host: string;
  port?: number;
  thumbprint: string;
  /** Reachable from then on (always, when absent); null = never. */
  from?: number | null;
  until?: number | null;
  outages?: { from: number; until: number }[];
  /** Its health check succeeds from then on (always, when absent); null = never. */
  healthyFrom?: number | null;
}

/** A machine that registers itself, as its start-up script would with `register-with`. */
export interface SelfRegistrationSeed {
  /** When, in milliseconds since the epoch; now when absent. */
  at?: number;
  SpaceId?: string;
  /** As the body of POST machines. */
  machine: Record<string, unknown>;
  /** As `--force`: a machine of the same name is replaced. True when absent. */
  force?: boolean;
}

export interface FaultSeed {
  method?: string;
  /** A regular expression over the path without its `/api` and space parts. */
  path?: string;
  /** The name of the tasks it strikes (`Deploy`, `Health`) in place of requests. */
  task?: string;
  after?: number;
  /** How often; 1 when absent, null = until it is cleared. */
  times?: number | null;
  effect: FaultEffect;
}

/** One entry of the list of everything that was ever done. */
export interface HistoryEntry {
  at: number;
  what: string;
  by: AuditEvent['By'];
  facts: Record<string, unknown>;
}

/** The side door: what a story needs and no user of Octopus could do. The same is under `/_sim` (README). */
export interface OctopusControl {
  add<K extends SeedKind>(kind: K, seed: Seed<K>): Documents[K];
  /** Changes fields of any document. */
  change<K extends Kind>(kind: K, id: string, changes: Partial<Documents[K]>): Documents[K];
  /** Removes a document, as retention does, or a person; nothing that belongs to it is cleaned up. */
  remove(kind: Kind, id: string): void;
  recordDeployment(past: PastDeployment): Deployment;
  setTentacle(tentacle: TentacleSeed): Tentacle;
  removeTentacle(host: string, port?: number): void;
  registerLater(registration: SelfRegistrationSeed): SelfRegistration;
  /** Removes a machine as a machine policy does, behind everybody's back. */
  deleteMachine(id: string): void;
  fault(seed: FaultSeed): Fault;
  /** All faults when no id is given. */
  clearFaults(id?: string): void;
  configure(settings: Partial<Settings>): void;
  /** The documents of a kind as they are now, in the order of their making. */
  list<K extends Kind>(kind: K): Documents[K][];
  history(): HistoryEntry[];
  snapshot(): string;
  restore(snapshot: string): void;
}

export interface ControlContext {
  /** Runs `act` on the world as it is now and makes what it wrote durable. */
  inWorld<T>(act: (world: World) => T): T;
  settings: Settings;
  restore(snapshot: string): void;
}

export function makeControl(context: ControlContext): OctopusControl {
  const inWorld: ControlContext['inWorld'] = (act) => context.inWorld(act);
  return {
    add: (kind, seed) => inWorld((world) => addSeed(world, kind, seed)),
    change: (kind, id, changes) => inWorld((world) => changeDocument(world, { kind, id }, changes)),
    remove: (kind, id) => inWorld((world) => removeDocument(world, kind, id)),
    recordDeployment: (past) => inWorld((world) => addPastDeployment(world, past)),
    setTentacle: (seed) => inWorld((world) => setTentacle(world, seed)),
    removeTentacle: (host, port = LISTENING_PORT) =>
      inWorld((world) => void world.store.remove('tentacles', tentacleKey({ host, port }))),
    registerLater: (seed) => inWorld((world) => registerLater(world, seed)),
    deleteMachine: (id) => inWorld((world) => deleteMachine(world, id)),
    fault: (seed) => inWorld((world) => addFault(world, seed)),
    clearFaults: (id) => inWorld((world) => clearFaults(world, id)),
    configure: (settings) => void Object.assign(context.settings, settings),
    list: (kind) => inWorld((world) => world.store.all(kind)),
    history: () => inWorld((world) => world.store.all('events').map(historyEntry)),
    snapshot: () => inWorld((world) => world.store.snapshot()),
    restore: (snapshot) => context.restore(snapshot),
  };
}

function changeDocument<K extends Kind>(
  world: World,
  { kind, id }: { kind: K; id: string },
  changes: Partial<Documents[K]>,
): Documents[K] {
  const document = world.store.get(kind, id);
  if (!document) throw notFound(id);
  const changed = { ...document, ...changes, Id: id };
  world.store.put(kind, changed);
  return changed;
}

function removeDocument(world: World, kind: Kind, id: string): void {
  if (!world.store.remove(kind, id)) throw notFound(id);
  if (kind === 'tasks') world.store.remove('activetasks', id);
}

function setTentacle(world: World, seed: TentacleSeed): Tentacle {
  const tentacle: Tentacle = {
    Id: tentacleKey({ host: seed.host, port: seed.port ?? LISTENING_PORT }),
    thumbprint: seed.thumbprint,
    from: seed.from === undefined ? 0 : seed.from,
    until: seed.until ?? null,
    outages: seed.outages ?? [],
    healthyFrom: seed.healthyFrom === undefined ? 0 : seed.healthyFrom,
  };
  world.store.put('tentacles', tentacle);
  return tentacle;
}

function registerLater(world: World, seed: SelfRegistrationSeed): SelfRegistration {
  const registration: SelfRegistration = {
    Id: world.store.newId('selfregistrations'),
    at: seed.at ?? world.now,
    SpaceId: seed.SpaceId ?? defaultSpaceId(world),
    machine: seed.machine,
    force: seed.force ?? true,
  };
  world.store.put('selfregistrations', registration);
  return registration;
}

function deleteMachine(world: World, id: string): void {
  const machine = world.store.get('machines', id) ?? world.store.get('workers', id);
  if (!machine) throw notFound(id);
  removeMachine(world, machine, 'policy');
}

function addFault(world: World, seed: FaultSeed): Fault {
  if (seed.path !== undefined) checkExpression(seed.path);
  const fault: Fault = {
    ...seed,
    Id: world.store.newId('faults'),
    after: seed.after ?? 0,
    times: seed.times === undefined ? 1 : seed.times,
  };
  world.store.put('faults', fault);
  return fault;
}

function checkExpression(path: string): void {
  try {
    new RegExp(path);
  } catch (error) {
    throw validationFailed(`path is not a regular expression: ${String(error)}`);
  }
}

function clearFaults(world: World, id: string | undefined): void {
  for (const fault of world.store.all('faults'))
    if (id === undefined || fault.Id === id) world.store.remove('faults', fault.Id);
}

function historyEntry({ Occurred, Category, By, Facts }: AuditEvent): HistoryEntry {
  return { at: Occurred, what: Category, by: By, facts: Facts };
}
