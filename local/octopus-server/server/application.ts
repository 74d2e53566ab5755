import { internalError, OctopusError } from '../errors.ts';
import type { FaultEffect } from '../side-door-model.ts';
import { ROUTES } from '../operations/routes.ts';
import { advance, lastInstant } from '../rules/advance.ts';
import { requestFault } from '../rules/faults.ts';
import { makeControl } from '../sim/control.ts';
import type { OctopusControl } from '../sim/control.ts';
import { simRoutes } from '../sim/routes.ts';
import { seedFreshServer } from '../sim/seeds.ts';
import type { Store } from '../store/store.ts';
import type { Clock, Settings, World } from '../world.ts';
import { ANONYMOUS } from '../operations/token-exchange.ts';
import { authenticate, bearerOf } from './authentication.ts';
import type { Credentials } from './authentication.ts';
import { refuseWithout } from './permissions.ts';
import type { RateLimiter } from './rate-limit.ts';
import { Query } from './request.ts';
import type { Answer } from './request.ts';
import { makeRouter, splitSpace } from './router.ts';
import type { Router } from './router.ts';

/** A request as it comes from the wire. */
export interface WireRequest {
  method: string;
  path: string;
  parameters: URLSearchParams;
  credentials: Credentials;
  body: unknown;
  /** By which name and port the server was called. */
  host: string;
}

/** What a request comes to: an answer, and what happens to it on its way back. */
export interface Reply {
  answer: Answer;
  effect: FaultEffect | undefined;
}

export interface Parts {
  store: Store;
  clock: Clock;
  settings: Settings;
  apiKey: string;
  rateLimiter: RateLimiter | undefined;
}

/** The server without its sockets. */
export class Application {
  readonly control: OctopusControl;
  readonly #parts: Parts;
  readonly #route: Router = makeRouter(ROUTES);
  readonly #simRoute: Router;
  #calls: Record<string, number> = {};
  #advancedTo: number;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#advancedTo = lastInstant(parts.store.all('tasks'));
    this.control = makeControl({
      inWorld: (act) => this.#inWorld(act),
      settings: parts.settings,
      restore: (snapshot) => this.#restore(snapshot),
    });
    this.#simRoute = makeRouter(simRoutes(this.control, this));
    this.#inWorld(seedFreshServer);
  }

  calls(): Record<string, number> {
    return { ...this.#calls };
  }

  resetCalls(): void {
    this.#calls = {};
  }

  handle(request: WireRequest): Reply {
    try {
      if (request.path.startsWith('/_sim/')) return { answer: this.#handleSim(request), effect: undefined };
      return this.#handleApi(request);
    } catch (error) {
      return { answer: errorAnswer(error), effect: undefined };
    }
  }

  /** A fault that keeps the request from the server is taken before the key is even looked at. */
  #handleApi(request: WireRequest): Reply {
    const { space, rest } = splitSpace(request.path);
    const effect = this.#inWorld((world) => requestFault(world, request.method, rest));
    try {
      this.#count(request.method, rest);
      if (effect?.type === 'late') this.#later(effect.milliseconds, request);
      if (effect && effect.type !== 'answer-lost' && effect.type !== 'slow')
        return { answer: { status: 200 }, effect };
      return { answer: this.#operate(request, space, rest), effect };
    } catch (error) {
      return { answer: errorAnswer(error), effect };
    }
  }

  /** Carries a request out after its caller was cut off. */
  #later(milliseconds: number, request: WireRequest): void {
    const { space, rest } = splitSpace(request.path);
    const { clock } = this.#parts;
    clock.at(clock.now() + milliseconds, () => {
      try {
        this.#operate(request, space, rest);
      } catch (error) {
        // Nobody is there any more to be told.
        errorAnswer(error);
      }
    });
  }

  #operate(request: WireRequest, space: string | undefined, path: string): Answer {
    if (path !== '' || space !== undefined) this.#authenticate(request, path);
    const headers = this.#parts.rateLimiter?.take('Users-1', this.#parts.clock.now()) ?? {};
    const { method, body, host } = request;
    const { route, operation, params } = this.#route(method, path);
    refuseWithout(this.#parts.settings.permissions, route);
    const query = new Query(request.parameters);
    const answer = this.#inWorld((world) =>
      operation({ method, path, space, params, query, body, host }, world),
    );
    return { ...answer, headers };
  }

  /** By the key, or by an access token that holds. */
  #authenticate({ credentials }: WireRequest, path: string): void {
    if (ANONYMOUS.has(path)) return;
    const { store, apiKey, clock } = this.#parts;
    const token = store.get('accesstokens', bearerOf(credentials) ?? '');
    const account = token && store.get('serviceaccounts', token.ServiceAccountId);
    if (token && token.ExpiresAt > clock.now() && account && !account.IsDisabled) return;
    authenticate(credentials, apiKey);
  }

  #handleSim({ method, path, parameters, body, host }: WireRequest): Answer {
    const rest = path.slice('/_sim/'.length);
    const { operation, params } = this.#simRoute(method, rest);
    const request = {
      method,
      path: rest,
      space: undefined,
      params,
      query: new Query(parameters),
      body,
      host,
    };
    return operation(request, this.#world());
  }

  #count(method: string, path: string): void {
    const { route } = this.#route(method, path);
    this.#calls[route] = (this.#calls[route] ?? 0) + 1;
  }

  #world(): World {
    const { store, clock, settings } = this.#parts;
    return { store, now: clock.now(), settings };
  }

  /** Time passes first; all writes are durable before anything is answered, those of a failed act included. */
  #inWorld<T>(act: (world: World) => T): T {
    const world = this.#world();
    try {
      advance(world, this.#advancedTo);
      this.#advancedTo = world.now;
      return act(world);
    } finally {
      world.store.commit();
    }
  }

  #restore(snapshot: string): void {
    this.#parts.store.restore(snapshot);
    this.#advancedTo = lastInstant(this.#parts.store.all('tasks'));
  }
}

function errorAnswer(error: unknown): Answer {
  const known = error instanceof OctopusError ? error : internalError(String(error));
  return { status: known.status, body: known.body, headers: known.headers };
}
