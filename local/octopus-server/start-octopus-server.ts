import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Application } from './server/application.ts';
import { makeHttpServer } from './server/http-server.ts';
import { RateLimiter } from './server/rate-limit.ts';
import type { RateLimit } from './server/rate-limit.ts';
import type { OctopusControl } from './sim/control.ts';
import { MemoryStore } from './store/memory-store.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { DEFAULT_SETTINGS } from './world.ts';
import type { Clock, Settings } from './world.ts';

export interface OctopusServerOptions extends Partial<Settings> {
  /** 7073 when absent, 0 = any free one. The server listens on 127.0.0.1 only. */
  port?: number;
  clock: Clock;
  /** A SQLite file in which every acknowledged write survives a kill of the process; memory when absent. */
  statePath?: string;
  /** What callers must send, as X-Octopus-ApiKey or as a bearer token; `API-LOCAL` when absent. */
  apiKey?: string;
  /** A token bucket per user; none when absent. */
  rateLimit?: RateLimit;
  log?: (line: string) => void;
}

export interface OctopusServer {
  /** Without a slash at the end; the API is under `/api`. */
  url: string;
  /** Whether a request is in flight. */
  isBusy(): boolean;
  stop(): Promise<void>;
  /** How often each operation was called since the start or the reset, as `GET machines/{id}`. */
  calls(): Record<string, number>;
  resetCalls(): void;
  sim: OctopusControl;
}

/** Starts a simulated Octopus server. Rejects when the port is taken or the state cannot be opened. */
export async function startOctopusServer(options: OctopusServerOptions): Promise<OctopusServer> {
  const store = options.statePath === undefined ? new MemoryStore() : openSqliteStore(options.statePath);
  const application = new Application({
    store,
    clock: options.clock,
    settings: settingsOf(options),
    apiKey: options.apiKey ?? 'API-LOCAL',
    rateLimiter: options.rateLimit && new RateLimiter(options.rateLimit),
  });
  const { server, busy } = makeHttpServer(application, {
    clock: options.clock,
    log: options.log ?? (() => undefined),
  });
  server.listen(options.port ?? 7073, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isBusy: () => busy.size > 0,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      store.close();
    },
    calls: () => application.calls(),
    resetCalls: () => application.resetCalls(),
    sim: application.control,
  };
}

function settingsOf(options: OctopusServerOptions): Settings {
  const given = Object.entries(options).filter(
    ([name, value]) => name in DEFAULT_SETTINGS && value !== undefined,
  );
  return { ...DEFAULT_SETTINGS, ...(Object.fromEntries(given) as Partial<Settings>) };
}
