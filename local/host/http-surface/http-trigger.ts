import { randomUUID } from 'node:crypto';
import type { RegisteredFunction } from '../app-model/app-registry.ts';
import type { HttpProxy } from '../app-model/http-proxy.ts';
import { asError } from '../app-model/invoker.ts';
import type { Invoker, LogEntry } from '../app-model/invoker.ts';
import type { HostRequest, HostResponse } from './exchange.ts';
import type { AuthLevel, KeyRing } from './key-ring.ts';
import { parseRoute } from './route-template.ts';
import type { RouteTemplate } from './route-template.ts';
import { BodyTooLong, wentAway, isChunked, refuseTooLong, withBody } from './read-body.ts';
import { fromProxied, fromRpcResponse, toRpcRequest, toTriggerMetadata } from './rpc-http.ts';
import { StreamedRequest } from './streamed-request.ts';

interface Route {
  fn: RegisteredFunction;
  methods: ReadonlySet<string>;
  authLevel: AuthLevel;
  template: RouteTemplate;
}

export interface HttpTriggerOptions {
  invoker: Invoker;
  keys: KeyRing;
  /** Put before every route; `api` unless host.json says otherwise. */
  routePrefix: string;
  /** Where requests are forwarded to when the app has asked for streaming. */
  proxy: HttpProxy | undefined;
  log: (entry: LogEntry) => void;
}

/** RFC 9457, so that every refusal on this machine reads alike; Azure's own host sends no body with a 401. */
function unauthorized(level: AuthLevel): HostResponse {
  const key = level === 'admin' ? 'host key (master)' : 'function key';
  const detail = `The ${key} is missing or wrong.`;
  const nextStep = `Send a ${key} in the header x-functions-key, or as ?code=.`;
  const problem = {
    type: 'about:blank',
    title: 'Unauthorized',
    status: 401,
    code: 'keyMissingOrWrong',
    detail,
    nextStep,
  };
  return {
    status: 401,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify(problem),
  };
}

/** Finds and runs the function of a route. */
export class HttpTriggers {
  readonly #routes: Route[];
  readonly #options: HttpTriggerOptions;

  constructor(options: HttpTriggerOptions) {
    this.#options = options;
    this.#routes = options.invoker.registry
      .ofKind('http')
      .map((fn) => toRoute(fn, options.routePrefix))
      .sort((one, other) => (one.template.order < other.template.order ? -1 : 1));
  }

  /** 404 also for a known route with another method, as the Functions host does; 401 without a valid key. */
  async handle(request: HostRequest): Promise<HostResponse> {
    for (const route of this.#routes) {
      const parameters = route.methods.has(request.method) && route.template.match(request.url.pathname);
      if (!parameters) continue;
      if (!this.#options.keys.allows(request, route.authLevel)) return unauthorized(route.authLevel);
      return this.#run(route.fn, request, parameters);
    }
    return { status: 404 };
  }

  async #run(
    fn: RegisteredFunction,
    request: HostRequest,
    parameters: Record<string, string>,
  ): Promise<HostResponse> {
    const { log, proxy } = this.#options;
    try {
      const call = { fn, request, parameters };
      return proxy ? await this.#stream(proxy, call) : await this.#invoke(call);
    } catch (error) {
      if (error instanceof BodyTooLong) throw error;
      if (wentAway(request)) return { status: 400 };
      const { message, stack } = asError(error);
      log({ level: 'error', message: stack ?? message, functionName: fn.name });
      return { status: 500 };
    }
  }

  /** Without streaming the real host gives a body in chunks to the worker as an empty one. */
  async #invoke({ fn, request, parameters }: Call): Promise<HostResponse> {
    const read = isChunked(request) ? { ...request, body: Buffer.alloc(0) } : await withBody(request);
    const { returnValue } = await this.#options.invoker.invoke({
      fn,
      input: toRpcRequest(read, parameters),
    });
    return fromRpcResponse(returnValue);
  }

  async #stream(proxy: HttpProxy, { fn, request, parameters }: Call): Promise<HostResponse> {
    refuseTooLong(request);
    const invocationId = randomUUID();
    const streamed = new StreamedRequest(request, invocationId);
    const answering = proxy.forward(streamed.message);
    const triggerMetadata = toTriggerMetadata(request, parameters);
    try {
      await this.#options.invoker.invoke({ fn, input: null, triggerMetadata, invocationId });
    } catch (error) {
      throw streamed.isTooLong ? new BodyTooLong() : error;
    } finally {
      streamed.release();
    }
    const answer = answering.taken();
    return answer ? fromProxied(answer) : { status: 204 };
  }
}

interface Call {
  fn: RegisteredFunction;
  request: HostRequest;
  parameters: Record<string, string>;
}

function toRoute(fn: RegisteredFunction, routePrefix: string): Route {
  const settings = fn.trigger as { route?: string; methods?: string[]; authLevel?: string };
  const methods = settings.methods ?? ['GET', 'POST'];
  return {
    fn,
    methods: new Set(methods.map((method) => method.toUpperCase())),
    authLevel: toAuthLevel(settings.authLevel),
    template: parseRoute(`${routePrefix}/${settings.route ?? fn.name}`),
  };
}

function toAuthLevel(level: string | undefined): AuthLevel {
  const lower = level?.toLowerCase();
  return lower === 'function' || lower === 'admin' ? lower : 'anonymous';
}
