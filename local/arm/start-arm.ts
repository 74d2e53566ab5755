import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import { malformedUrl } from './errors.ts';
import { Deliverer } from './events/deliverer.ts';
import type { EventSchema } from './events/records.ts';
import { close, listen, portOf, readBody, type Tls } from './http/http-server.ts';
import { answerIdentity } from './http/identity.ts';
import type { ArmResponse } from './http/messages.ts';
import { parseBody } from './http/read-json.ts';
import { failed, idHeaders, transact, type Incoming } from './http/transact.ts';
import { send, written, type Written } from './http/written.ts';
import { Limiter } from './limits/limiter.ts';
import { AutoscaleEngine } from './monitor/autoscale-engine.ts';
import { ensureGroups } from './resources/groups.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { SimControl } from './sim/sim-control.ts';
import { PlatformEngine } from './rules/platform-engine.ts';
import { requireTrustedCaller } from './sim/door-guard.ts';
import { answerSim } from './sim/sim-routes.ts';
import { memoryJournal, sqliteJournal } from './store/journal.ts';
import { Store } from './store/store.ts';
import type { World } from './world.ts';

export interface ArmOptions {
  /** Default 7072; 0 for any free one. */
  port?: number;
  clock: Clock;
  /** The only randomness: the same seed and the same requests give the same run. */
  seed?: number;
  /** SQLite file; every acknowledged write survives kill -9. Absent: memory. */
  statePath?: string;
  /** Endpoints of events; each is validated before its first delivery, so it need not be up yet. */
  eventSubscriptions?: Array<{ url: string; schema: EventSchema }>;
  /** Default true. */
  rateLimits?: boolean;
  settings?: Partial<Settings>;
  tls?: Tls;
  log?: (line: string) => void;
}

export interface Arm {
  /** Such as `http://127.0.0.1:7072`. */
  url: string;
  /** A request or the delivery of an event is in flight; those due later are alarms of the clock. */
  isBusy(): boolean;
  stop(): Promise<void>;
  /** Requests since the start or the last reset, such as `GET virtualMachineScaleSets/virtualMachines`. */
  calls(): Record<string, number>;
  /** How many of these were answered 429. */
  throttled(): number;
  resetCalls(): void;
  sim: SimControl;
}

/** Starts the simulated Azure Resource Manager on 127.0.0.1. */
export async function startArm(options: ArmOptions): Promise<Arm> {
  const world = createWorld(options);
  const deliverer = new Deliverer(world);
  const service = new Service(world, deliverer, options);
  const server = await listen(
    (message, response) => service.handle(message, response),
    options.port ?? 7072,
    options.tls,
  );
  service.url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${portOf(server)}`;
  service.wake();
  return armOf(service, { world, deliverer, server });
}

function armOf(
  service: Service,
  { world, deliverer, server }: { world: World; deliverer: Deliverer; server: Server },
): Arm {
  return {
    url: service.url,
    isBusy: () => service.inFlight > 0 || deliverer.isBusy,
    stop: async () => {
      service.stop();
      await close(server);
      world.store.close();
    },
    calls: () => Object.fromEntries(service.counts),
    throttled: () => service.throttled,
    resetCalls: () => service.resetCounts(),
    sim: service.sim,
  };
}

function createWorld(options: ArmOptions): World {
  const { clock, seed = 1, statePath, eventSubscriptions = [], settings, log = () => undefined } = options;
  const store = new Store(statePath === undefined ? memoryJournal : sqliteJournal(statePath));
  for (const { url, schema } of eventSubscriptions) {
    const key = `${schema} ${url}`;
    if (!store.subscriptions.get(key)) store.subscriptions.put({ key, url, schema, validated: false });
  }
  const all = { ...DEFAULT_SETTINGS, ...settings };
  const world: World = { clock, chance: new Chance(seed), store, settings: all, log };
  ensureGroups(world);
  store.commit();
  return world;
}

/** What handles requests: counts them, answers them, and wakes the deliverer for the events they raise. */
class Service {
  url = '';
  inFlight = 0;
  /** Request ids differ between runs on the same state, without a write per request. */
  readonly #epoch: number;
  #requests = 0;
  #seen = -1;
  readonly counts = new Map<string, number>();
  throttled = 0;
  readonly sim: SimControl;
  readonly #world: World;
  readonly #deliverer: Deliverer;
  readonly #engine: AutoscaleEngine;
  readonly #platform: PlatformEngine;
  readonly #limiter: Limiter | undefined;

  constructor(world: World, deliverer: Deliverer, { rateLimits = true }: ArmOptions) {
    this.#world = world;
    this.#deliverer = deliverer;
    this.#epoch = world.store.next('starts');
    world.store.commit();
    this.#limiter = rateLimits ? new Limiter() : undefined;
    this.#engine = new AutoscaleEngine(world, () => deliverer.wake());
    this.#platform = new PlatformEngine(world, () => this.wake());
    this.sim = new SimControl(world, () => this.wake());
  }

  /** Looks for what is due, after anything that may have been written. */
  wake(): void {
    const { deliveries, resources, scaleSets } = this.#world.store;
    const written = deliveries.version + resources.version + scaleSets.version;
    if (written === this.#seen) return;
    this.#seen = written;
    this.#deliverer.wake();
    this.#engine.wake();
    this.#platform.wake();
  }

  stop(): void {
    this.#engine.stop();
    this.#platform.stop();
    this.#deliverer.stop();
  }

  resetCounts(): void {
    this.counts.clear();
    this.throttled = 0;
  }

  handle(message: IncomingMessage, response: ServerResponse): void {
    this.inFlight++;
    response.once('close', () => this.inFlight--);
    void this.#answer(message, response).catch((error: unknown) => {
      this.#world.log(`request failed: ${error instanceof Error ? error.stack : String(error)}`);
      response.destroy();
    });
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = message;
    const id = this.#world.chance.guid('request', this.#epoch, this.#requests++);
    try {
      const text = await readBody(message);
      const base = this.#base(message);
      if (url.startsWith('/_sim/')) return send(response, written(await this.#sim(message, text)));
      const identity = answerIdentity(this.#world, { method, url, base, form: text });
      if (identity) return send(response, this.#named(identity, id));
      await this.#arm({ method, url, base, headers, text, id }, response);
    } catch (error) {
      send(response, failed(this.#world, { method, url, id }, error));
    }
  }

  #named(answer: ArmResponse, id: string): Written {
    return written({ ...answer, headers: { ...idHeaders(id), ...answer.headers } });
  }

  async #arm(incoming: Incoming, response: ServerResponse): Promise<void> {
    const outgoing = transact(this.#world, incoming, {
      limiter: this.#limiter,
      count: (name) => this.#count(name),
    });
    this.wake();
    if ('reset' in outgoing) return void response.destroy();
    if (outgoing.delaySeconds) await this.#pause(outgoing.delaySeconds);
    if (outgoing.written.status === 429) this.throttled++;
    send(response, outgoing.written);
  }

  /** A slow answer waits by the clock; meanwhile the service is not busy, or virtual time would stand still. */
  async #pause(seconds: number): Promise<void> {
    this.inFlight--;
    await new Promise<void>((resolve) =>
      this.#world.clock.at(this.#world.clock.now() + seconds * 1_000, resolve),
    );
    this.inFlight++;
  }

  /** Scheme and host as the client sees them. */
  #base({ headers: { host } }: IncomingMessage): string {
    if (host === undefined) return this.url;
    const base = `${this.url.split(':', 1)[0]}://${host}`;
    if (!URL.canParse(base)) throw malformedUrl();
    return base;
  }

  async #sim(message: IncomingMessage, text: string): Promise<ArmResponse> {
    const { method = 'GET', headers } = message;
    requireTrustedCaller({ method, text }, headers);
    const url = new URL(message.url ?? '/', this.url);
    const door = {
      sim: this.sim,
      calls: () => Object.fromEntries(this.counts),
      resetCalls: () => this.counts.clear(),
      now: () => this.#world.clock.now(),
    };
    return answerSim(door, {
      method: message.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: parseBody(text),
    });
  }

  #count(operation: string): void {
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
  }
}
