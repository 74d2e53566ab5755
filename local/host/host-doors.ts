import { randomUUID } from 'node:crypto';
import type { Invoker, LogEntry } from './app-model/invoker.ts';
import type { InstanceControl } from './durable-engine/instance-control.ts';
import type { HostSettings } from './host-settings.ts';
import { handleAdmin } from './http-surface/admin-functions.ts';
import type { HostRequest, HostResponse } from './http-surface/exchange.ts';
import { HttpTriggers } from './http-surface/http-trigger.ts';
import type { KeyRing } from './http-surface/key-ring.ts';
import type { TaskHub } from './task-hub/task-hub.ts';
import { DURABLE_PATH } from './webhooks/durable-links.ts';
import type { DurableAddress } from './webhooks/durable-links.ts';
import { DurableWebhook } from './webhooks/durable-webhook.ts';
import { handleEventGrid } from './webhooks/event-grid-webhook.ts';

export interface HostDoorsOptions {
  settings: HostSettings;
  invoker: Invoker;
  hub: TaskHub;
  control: InstanceControl;
  keys: KeyRing;
  address: () => DurableAddress;
  log: (entry: LogEntry) => void;
}

const EVENT_GRID_PATH = '/runtime/webhooks/eventgrid';
const ADMIN_PATH = '/admin/functions';

/** Everything that comes in by HTTP, sorted to whom it belongs, with the right key. */
export class HostDoors {
  readonly #options: HostDoorsOptions;
  readonly #triggers: HttpTriggers;
  readonly #durable: DurableWebhook;
  /** Unguessable, because whoever knows it needs no key. */
  readonly #rpcPath = `/durabletask/${randomUUID()}`;

  constructor(options: HostDoorsOptions) {
    this.#options = options;
    const { invoker, keys, settings, log } = options;
    this.#triggers = new HttpTriggers({ invoker, keys, routePrefix: settings.routePrefix, log });
    this.#durable = new DurableWebhook(options);
  }

  rpcBaseUrl(port: number): string {
    return `http://127.0.0.1:${port}${this.#rpcPath}/`;
  }

  front(request: HostRequest): Promise<HostResponse> | HostResponse {
    const { keys, invoker, log } = this.#options;
    const path = request.url.pathname;
    if (isBelow(path, EVENT_GRID_PATH))
      return keys.allowsSystem(request, 'eventgrid_extension')
        ? handleEventGrid({ invoker, log }, request)
        : { status: 401 };
    if (isBelow(path, DURABLE_PATH))
      return keys.allowsSystem(request, 'durabletask_extension')
        ? this.#durable.handle(request, path.slice(DURABLE_PATH.length))
        : { status: 401 };
    if (isBelow(path, ADMIN_PATH))
      return keys.allows(request, 'admin')
        ? handleAdmin(this.#options, request, path.slice(ADMIN_PATH.length + 1))
        : { status: 401 };
    return this.#triggers.handle(request);
  }

  rpc(request: HostRequest): HostResponse {
    const path = request.url.pathname;
    if (!isBelow(path, this.#rpcPath)) return { status: 404 };
    return this.#durable.handle(request, path.slice(this.#rpcPath.length));
  }
}

function isBelow(path: string, base: string): boolean {
  const start = path.slice(0, base.length).toLowerCase();
  return start === base && (path.length === base.length || path[base.length] === '/');
}
