import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { registerApp } from '../../functions/app.ts';
import type { Dependencies } from '../../functions/dependencies.ts';
import { secretsIn } from '../../functions/secrets-in.ts';
import { targetRegistries } from '../../functions/target-registries.ts';
import { createScaleSets } from '../../shared/azure/arm-scale-sets.ts';
import { createVmssRollouts } from '../../shared/azure/rollout/create-vmss-rollouts.ts';
import { createOctopus } from '../../shared/octopus/create-octopus.ts';
import { createProbes } from '../../shared/probes/create-probes.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import { createWebhooks } from '../../shared/webhooks/create-webhooks.ts';
import type { Arm, ArmOptions } from '../arm/start-arm.ts';
import { startArm } from '../arm/start-arm.ts';
import type { Clock } from '../clock/clock.ts';
import { createSqliteRowStore, type SqliteRowStore } from '../embedded-store/sqlite-row-store.ts';
import { type Host, type HostOptions, startHost } from '../host/start-host.ts';
import {
  type OctopusServer,
  type OctopusServerOptions,
  startOctopusServer,
} from '../octopus-server/start-octopus-server.ts';
import hostJson from '../../host.json' with { type: 'json' };
import { keptInstallationName } from './installation-name.ts';
import { LOCAL_EVENT_KEY, LOCAL_KEY, LOCAL_KEYS } from './local-keys.ts';
import { machinesOn } from './machines-on.ts';
import { type Machines, openMachines } from './open-machines.ts';
import { localSignIn } from './sign-in/local-sign-in.ts';

export const LOCAL_TOKEN = 'local';
export const LOCAL_API_KEY = 'API-LOCAL';
/** Shared with the simulated receiver; worth nothing anywhere else. */
export const LOCAL_WEBHOOK_SECRET = 'whsec_dGhlIHdlYmhvb2sgcmVjZWl2ZXIgb24gdGhpcyBtYWNoaW5l';
export interface WorldOptions {
  clock: Clock;
  /** 0 for any free one. */
  ports: { host: number; arm: number; octopus: number; machines?: number };
  /** Where everything is kept; in memory without it. */
  stateDir?: string;
  seed?: number;
  arm?: Partial<ArmOptions>;
  octopus?: Partial<OctopusServerOptions>;
  host?: Pick<HostOptions, 'onStep' | 'log' | 'imitateQueues' | 'storeFault'> & { hostJson?: unknown };
  reconcileSchedule?: string;
  /** Lets people sign in on a page of its own (`npm start`); without it only keys are known. */
  signIn?: boolean;
  /** Answers `GET /api/metrics`; by default nobody does. */
  metricsText?: Dependencies['metricsText'];
  /** The dashboard; by default there is none. */
  pages?: Dependencies['pages'];
  /** How callers are known; `local` by default. */
  access?: Dependencies['access'];
  /** The installation's name; default: one that the state keeps. */
  installation?: string;
  /** Stands between the app and its rows, to watch what is written. */
  overRows?: (rows: SqliteRowStore) => SqliteRowStore;
  /** Registers the app; by default today's. For tests of what becomes of work under way when its code is changed. */
  register?: (deps: Dependencies) => void;
}

/** The simulated outside: what stands in for Azure and for Octopus. */
export interface Outside {
  arm: Arm;
  octopus: OctopusServer;
  /** Where the applications on the simulated machines answer; stops with `arm`. */
  machines: Machines;
}

/** Starts the two simulators, with the machines of one answering as the Tentacles of the other. */
export async function startOutside(options: WorldOptions): Promise<Outside> {
  const { clock, ports, seed = 1 } = options;
  const arm = await startArm({
    ...{ port: ports.arm, clock, seed },
    ...statePath('statePath', options, 'arm.sqlite'),
    ...options.arm,
  });
  const octopus = await startOctopusServer({
    ...{ port: ports.octopus, clock, seed, apiKey: LOCAL_API_KEY, tentacleAt: machinesOn(arm.sim, clock) },
    ...statePath('statePath', options, 'octopus.sqlite'),
    ...options.octopus,
  });
  const machines = await openMachines(arm.sim, clock, ports.machines);
  const stop = async () => {
    await Promise.all([machines.stop(), arm.stop()]);
  };
  return { arm: { ...arm, stop }, octopus, machines };
}

/** The app on its embedded host, working against whatever is outside. */
export interface Inside {
  host: Host;
  deps: Dependencies;
  /** Stops in order; `kill` leaves everything as kill -9 would. */
  stop(): Promise<void>;
  kill(): void;
}

/** What the app works against. */
export interface Adapters extends Pick<
  Dependencies,
  'scaleSets' | 'registry' | 'deployments' | 'probes' | 'octopusServers'
> {
  /** Rollouts mark what they make with the installation's name. */
  rolloutsOf: (installation: string) => Dependencies['rollouts'];
}

/** Starts the host with the app; `adapters` say what is outside. */
export async function startInside(options: WorldOptions, adapters: Adapters): Promise<Inside> {
  const { clock, ports } = options;
  const { overRows = (rows: SqliteRowStore) => rows, register = registerApp } = options;
  const rows = overRows(createSqliteRowStore(pathIn(options, 'state.sqlite')));
  const { rolloutsOf, ...others } = adapters;
  const installation = options.installation ?? keptInstallationName(options.stateDir);
  const deps: Dependencies = {
    ...{ ...others, installation, rollouts: rolloutsOf(installation) },
    access: options.access ?? 'local',
    pages: options.pages ?? new Map(),
    ...(options.metricsText ? { metricsText: options.metricsText } : {}),
    secrets: secretsIn(process.env),
    stores: createStores(rows),
    now: () => new Date(clock.now()),
    reconcileSchedule: options.reconcileSchedule ?? '0 * * * * *',
    reconcileMinutes: 5,
  };
  const host = await startHost({
    ...{ port: ports.host, clock, hostJson, load: () => register(deps) },
    ...{ database: pathIn(options, 'taskhub.sqlite'), keys: LOCAL_KEYS },
    ...(options.signIn ? { front: localSignIn({ key: LOCAL_KEY, now: () => Date.now() }) } : {}),
    ...options.host,
  });
  return { host, deps, ...endings(host, rows) };
}

function endings(host: Host, rows: SqliteRowStore): Pick<Inside, 'stop' | 'kill'> {
  return {
    stop: async () => {
      await host.stop();
      rows.close();
    },
    kill: () => {
      host.kill();
      rows.close();
    },
  };
}

/** Where the simulators answer; without `machines`, those of Azure cannot be reached. */
interface WhereOutside {
  arm: { url: string };
  octopus: { url: string };
  machines?: Pick<Machines, 'reach'>;
}

/** The adapters of the app, pointed at the simulators over plain HTTP. */
export function adaptersTo({ arm, octopus, machines }: WhereOutside, clock: Clock): Adapters {
  const connection = { endpoint: arm.url, localToken: LOCAL_TOKEN };
  const server = { url: octopus.url, apiKey: LOCAL_API_KEY };
  const servers = createOctopus({ default: server }, { now: () => clock.now() });
  return {
    scaleSets: createScaleSets(connection),
    rolloutsOf: (installation) => vmssRollouts(connection, { installation, clock }),
    probes: createProbes({ allowLoopback: true, ...(machines ? { reach: machines.reach } : {}) }),
    octopusServers: servers.octopusServers,
    ...targetRegistries({ octopus: servers, webhooks: localWebhooks(clock) }),
  };
}

/** Whatever receiver on this machine a fleet names. */
export function localWebhooks(clock: Clock): ReturnType<typeof createWebhooks> {
  return createWebhooks({ secrets: localSecrets(), now: () => clock.now(), allowLoopback: true });
}

/** Those of the environment, and the one that the simulated receiver checks signatures with. */
function localSecrets(): Dependencies['secrets'] {
  return secretsIn({ ROLLOUT_SECRET_WEBHOOK_RECEIVER: LOCAL_WEBHOOK_SECRET, ...process.env });
}

export function vmssRollouts(
  connection: Parameters<typeof createScaleSets>[0],
  { installation, clock }: { installation: string; clock: Clock },
): Dependencies['rollouts'] {
  const now = () => new Date(clock.now());
  return createVmssRollouts({ ...connection, installation, secrets: secretsIn(process.env), now });
}

/** Where Event Grid delivers to: the webhook that the Functions host provides for the door `scaleEvents`. */
export function eventDoor(hostUrl: string): string {
  return `${hostUrl}/runtime/webhooks/eventgrid?functionName=scaleEvents&code=${LOCAL_EVENT_KEY}`;
}

function pathIn({ stateDir }: WorldOptions, file: string): string {
  if (stateDir === undefined) return ':memory:';
  mkdirSync(stateDir, { recursive: true });
  return join(stateDir, file);
}

function statePath<K extends string>(key: K, options: WorldOptions, file: string) {
  return options.stateDir === undefined ? {} : ({ [key]: pathIn(options, file) } as Record<K, string>);
}
