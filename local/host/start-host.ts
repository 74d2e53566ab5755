import type { FunctionInfo } from './app-model/app-registry.ts';
import { proxyOf } from './app-model/http-proxy.ts';
import { Invoker } from './app-model/invoker.ts';
import type { LogEntry } from './app-model/invoker.ts';
import type { Clock } from './durable-engine/clock.ts';
import { collectRegistrations, getProgrammingModel } from './functions-core.ts';
import { readHostSettings } from './host-settings.ts';
import { HostProcess } from './host-process.ts';
import type { Front } from './http-surface/exchange.ts';
import type { HostKeys } from './http-surface/key-ring.ts';
import { maskingKeys } from './mask-keys.ts';
import type { OnStep } from './step-watch.ts';
import type { StoreFault } from './task-hub/task-hub.ts';

export type { Clock } from './durable-engine/clock.ts';
export type { LogEntry } from './app-model/invoker.ts';
export type { FunctionInfo } from './app-model/app-registry.ts';
export type { Front, HostRequest, HostResponse } from './http-surface/exchange.ts';
export type { HostKeys } from './http-surface/key-ring.ts';
export type { HostStep, OnStep } from './step-watch.ts';
export type { StoreFault } from './task-hub/task-hub.ts';

export interface HostOptions {
  /** 0 for any free port; 7071 by default. Always on 127.0.0.1. */
  port?: number;
  /** Imports or runs the app's registrations; awaited. */
  load: () => unknown;
  /** The parsed content of host.json. */
  hostJson: unknown;
  /** Path of the SQLite file with everything that must survive, or ':memory:'. */
  database: string;
  clock: Clock;
  /** What is left out: function key `local`, system keys `local-eventgrid` and `local-durable`, master key `local-master`. */
  keys?: HostKeys;
  log?: (entry: LogEntry) => void;
  /** Stands before every request from outside; by default nothing does. */
  front?: Front;
  /** Watches the steps; answering 'crash' abandons the host on the spot as kill -9 would. */
  onStep?: OnStep;
  /** How long a stop waits for requests that have not ended, and then for functions; 5,000 by default. */
  stopGraceMs?: number;
  /**
   * For tests: messages are found as late as in the queues of the Azure Storage provider, idle or after a kill, by the
   * settings of host.json.
   */
  imitateQueues?: boolean;
  /** For tests: makes the task hub's store fail. */
  storeFault?: StoreFault;
}

export interface Host {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** A request in flight, a function running or work ready now; waiting for time or events is not busy. */
  isBusy(): boolean;
  /** Lets what runs finish within a bound, runs the appTerminate hooks and closes. */
  stop(): Promise<void>;
  /** Abandons the host: nothing more is written or answered. */
  kill(): void;
  readonly crashed: boolean;
  functions(): FunctionInfo[];
}

/**
 * Loads the app and runs it. @throws Error when the app cannot be loaded, uses a binding that is not provided, has a
 * route or schedule that is not understood, or when the port is taken.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const settings = readHostSettings(options.hostJson);
  const registry = await collectRegistrations(options.load);
  const log = maskingKeys(options.log ?? (() => undefined));
  const links = { clientData: () => '' };
  const invoker = new Invoker({ registry, clientData: () => links.clientData(), log });
  const proxy = registry.functions.size > 0 ? await proxyOf(getProgrammingModel()) : undefined;
  const host = new HostProcess({ ...options, settings, invoker, proxy, log, port: options.port ?? 7071 });
  links.clientData = () => host.clientData();
  await registry.runHooks('appStart', { hookData: {}, appHookData: registry.hookData });
  await host.start();
  return host;
}
