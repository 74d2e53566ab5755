import { randomUUID } from 'node:crypto';
import type { HttpProxy } from './app-model/http-proxy.ts';
import type { Invoker, LogEntry } from './app-model/invoker.ts';
import type { InstanceControl } from './durable-engine/instance-control.ts';
import type { HostSettings } from './host-settings.ts';
import { handleAdmin } from './http-surface/admin-functions.ts';
import type { HostRequest, HostResponse } from './http-surface/exchange.ts';
import { HttpTriggers } from './http-surface/http-trigger.ts';
import { homepage, hostStatus } from './http-surface/host-pages.ts';
import type { KeyRing } from './http-surface/key-ring.ts';
import { withBody } from './http-surface/read-body.ts';
import type { TaskHub } from './task-hub/task-hub.ts';
import { DURABLE_PATH } from './runtime-webhooks/durable-links.ts';
import type { DurableAddress } from './runtime-webhooks/durable-links.ts';
import { DurableWebhook } from './runtime-webhooks/durable-webhook.ts';
import { handleEventGrid } from './runtime-webhooks/event-grid-webhook.ts';

export interface HostDoorsOptions {
  settings: HostSettings;
  invoker: Invoker;
  hub: TaskHub;
  control: InstanceControl;
  keys: KeyRing;
  address: () => DurableAddress;
  proxy: HttpProxy | undefined;
  log: (entry: LogEntry) => void;
}

const EVENT_GRID_PATH = '/runtime/webhooks/eventgrid';
const ADMIN_PATH = '/admin';
const FUNCTIONS_PATH = '/admin/functions';
const CHALLENGE = { 'www-authenticate': 'Bearer' };

/** Everything that comes in by HTTP, sorted to whom it belongs, with the right key. */
export class HostDoors {
  readonly #options: HostDoorsOptions;
  readonly #triggers: HttpTriggers;
  readonly #durable: DurableWebhook;
  /** Unguessable, because whoever knows it needs no key. */
  readonly #rpcPath = `/durabletask/${randomUUID()}`;

  constructor(options: HostDoorsOptions) {
    this.#options = options;
    const { invoker, keys, settings, proxy, log } = options;
    this.#triggers = new HttpTriggers({ invoker, keys, routePrefix: settings.routePrefix, proxy, log });
    this.#durable = new DurableWebhook(options);
  }

  rpcBaseUrl(port: number): string {
    return `http://127.0.0.1:${port}${this.#rpcPath}/`;
  }

  /** Keys are looked at before bodies are read. */
  async front(request: HostRequest): Promise<HostResponse> {
    const { invoker, log } = this.#options;
    const path = request.url.pathname;
    if (isBelow(path, EVENT_GRID_PATH))
      return this.#guarded(request, 'eventgrid_extension', () => handleEventGrid({ invoker, log }, request));
    if (isBelow(path, DURABLE_PATH))
      return this.#guarded(request, 'durabletask_extension', async () =>
        this.#durable.handle(await withBody(request), path.slice(DURABLE_PATH.length)),
      );
    if (isBelow(path, ADMIN_PATH)) return this.#admin(request, path);
    if (path === '/' && request.method === 'GET') return homepage();
    return this.#triggers.handle(request);
  }

  async rpc(request: HostRequest): Promise<HostResponse> {
    const path = request.url.pathname;
    if (!isBelow(path, this.#rpcPath)) return { status: 404 };
    return this.#durable.handle(await withBody(request), path.slice(this.#rpcPath.length));
  }

  #admin(request: HostRequest, path: string): Promise<HostResponse> | HostResponse {
    if (path.toLowerCase() === '/admin/host/ping') return { status: 200 };
    return this.#guarded(request, 'master', async () => {
      if (path.toLowerCase() === '/admin/host/status') return hostStatus();
      if (!isBelow(path, FUNCTIONS_PATH)) return { status: 404 };
      return handleAdmin(this.#options, await withBody(request), path.slice(FUNCTIONS_PATH.length + 1));
    });
  }

  #guarded(
    request: HostRequest,
    level: string,
    handle: () => Promise<HostResponse>,
  ): Promise<HostResponse> | HostResponse {
    const admission = this.#options.keys.admit(request, level);
    if (admission === 'allowed') return handle();
    return admission === 'wrongLevel' ? { status: 403 } : { status: 401, headers: CHALLENGE };
  }
}

function isBelow(path: string, base: string): boolean {
  const start = path.slice(0, base.length).toLowerCase();
  return start === base && (path.length === base.length || path[base.length] === '/');
}
