import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import { Deliverer } from './events/deliverer.ts';
import type { EventSchema } from './events/records.ts';
import { dispatch } from './http/dispatch.ts';
import {
  close,
  errorResponse,
  listen,
  parseBody,
  portOf,
  readBody,
  send,
  type Tls,
} from './http/http-server.ts';
import type { ArmResponse, ReceivedRequest } from './http/messages.ts';
import { answerIdentity, requireJson } from './http/identity.ts';
import { Limiter } from './limits/limiter.ts';
import { AutoscaleEngine } from './monitor/autoscale-engine.ts';
import { ensureGroups } from './resources/groups.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { SimControl } from './sim/sim-control.ts';
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
    resetCalls: () => service.counts.clear(),
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
  readonly sim: SimControl;
  readonly #world: World;
  readonly #deliverer: Deliverer;
  readonly #engine: AutoscaleEngine;
  readonly #limiter: Limiter | undefined;

  constructor(world: World, deliverer: Deliverer, { rateLimits = true }: ArmOptions) {
    this.#world = world;
    this.#deliverer = deliverer;
    this.#epoch = world.store.next('starts');
    world.store.commit();
    this.#limiter = rateLimits ? new Limiter() : undefined;
    this.#engine = new AutoscaleEngine(world, () => deliverer.wake());
    this.sim = new SimControl(world, () => this.wake());
  }

  /** Looks for what is due, after anything that may have been written. */
  wake(): void {
    const { deliveries, resources } = this.#world.store;
    const written = deliveries.version + resources.version;
    if (written === this.#seen) return;
    this.#seen = written;
    this.#deliverer.wake();
    this.#engine.wake();
  }

  stop(): void {
    this.#engine.stop();
    this.#deliverer.stop();
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
    const text = await readBody(message).catch((error: unknown) => error as Error);
    const requestId = this.#world.chance.guid('request', this.#epoch, this.#requests++);
    const headers = { 'x-ms-request-id': requestId, 'x-ms-correlation-request-id': requestId };
    try {
      if (text instanceof Error) throw text;
      const { url = '/' } = message;
      if (url.startsWith('/_sim/')) return send(response, await this.#sim(message, text));
      const identity = this.#identity(message, text);
      if (identity) return send(response, identity);
      const request = this.#request(message, { text, id: requestId });
      await this.#arm(request, { response, headers });
    } catch (error) {
      this.#world.store.rollback();
      if (!(error instanceof Error && 'code' in error)) this.#world.log(`defect: ${String(error)}`);
      const answer = errorResponse(error);
      send(response, { ...answer, headers: { ...headers, ...answer.headers } });
    }
  }

  async #arm(
    request: ReceivedRequest,
    { response, headers }: { response: ServerResponse; headers: Record<string, string> },
  ): Promise<void> {
    const answer = dispatch(this.#world, request, {
      limiter: this.#limiter,
      count: (name) => this.#count(name),
    });
    this.#world.store.commit();
    this.wake();
    if ('reset' in answer) return void response.destroy();
    if (answer.delaySeconds) await this.#pause(answer.delaySeconds);
    const { status, headers: own, body }: ArmResponse = answer.response;
    send(response, { status, headers: { ...headers, ...own }, body });
  }

  /** A slow answer waits by the clock; meanwhile the service is not busy, or virtual time would stand still. */
  async #pause(seconds: number): Promise<void> {
    this.inFlight--;
    await new Promise<void>((resolve) =>
      this.#world.clock.at(this.#world.clock.now() + seconds * 1_000, resolve),
    );
    this.inFlight++;
  }

  #identity(message: IncomingMessage, form: string): ArmResponse | undefined {
    const { method = 'GET', url = '/' } = message;
    return answerIdentity(this.#world, { method, url, base: this.#base(message), form });
  }

  /** Scheme and host as the client sees them. */
  #base({ headers: { host } }: IncomingMessage): string {
    return host === undefined ? this.url : `${this.url.split(':', 1)[0]}://${host}`;
  }

  async #sim(message: IncomingMessage, text: string): Promise<ArmResponse> {
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

  #request(message: IncomingMessage, { text, id }: { text: string; id: string }): ReceivedRequest {
    const url = message.url ?? '/';
    requireJson(text === '' ? undefined : message.headers['content-type']);
    const query = url.indexOf('?');
    return {
      method: message.method ?? 'GET',
      url,
      base: this.#base(message),
      query: new URLSearchParams(query < 0 ? '' : url.slice(query + 1)),
      headers: message.headers,
      body: parseBody(text),
      id,
      now: this.#world.clock.now(),
    };
  }

  #count(operation: string): void {
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
  }
}
