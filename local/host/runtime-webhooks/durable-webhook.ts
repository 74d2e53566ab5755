import type { InstanceControl, StartResult } from '../durable-engine/instance-control.ts';
import type { ControlResult } from '../durable-engine/instance-control.ts';
import type { HistoryEvent } from '../durable-engine/history-events.ts';
import { isTerminal } from '../durable-engine/records.ts';
import { headerOf, jsonResponse } from '../http-surface/exchange.ts';
import type { HostResponse, ReadRequest } from '../http-surface/exchange.ts';
import { queryEntities, queryInstances } from '../task-hub/instance-query.ts';
import type { InstanceFilter, Page } from '../task-hub/instance-query.ts';
import type { TaskHub } from '../task-hub/task-hub.ts';
import { managementLinks } from './durable-links.ts';
import type { DurableAddress } from './durable-links.ts';
import { entityView, historyView, instanceView } from './instance-view.ts';

export interface DurableWebhookOptions {
  hub: TaskHub;
  control: InstanceControl;
  address: () => DurableAddress;
}

/** The durable management API behind its base path; who may call it has been checked. */
export class DurableWebhook {
  readonly #options: DurableWebhookOptions;

  constructor(options: DurableWebhookOptions) {
    this.#options = options;
  }

  /** `path` is what follows the base path. */
  handle(request: ReadRequest, path: string): HostResponse {
    const segments = splitPath(path);
    const hub = request.url.searchParams.get('taskHub');
    if (!segments) return { status: 400 };
    if (hub && hub.toLowerCase() !== this.#options.address().hubName.toLowerCase()) return { status: 404 };
    const [collection, ...rest] = segments;
    switch (collection) {
      case 'orchestrators':
        return this.#orchestrators(request, rest);
      case 'instances':
        return this.#instances(request, rest);
      case 'entities':
        return this.#entities(request, rest);
      default:
        return { status: 404 };
    }
  }

  #orchestrators(request: ReadRequest, [name, instanceId]: string[]): HostResponse {
    if (request.method !== 'POST' || name === undefined) return { status: 404 };
    const input = jsonText(request.body);
    if (input === undefined) return invalidJson();
    const version = request.url.searchParams.get('version') ?? undefined;
    return this.#started(request, this.#options.control.start({ name, instanceId, input, version }));
  }

  #started(request: ReadRequest, result: StartResult): HostResponse {
    if (result.kind === 'exists') return jsonResponse(409, { Message: result.message });
    if (result.kind === 'refused') return jsonResponse(400, { Message: result.message });
    const address = { ...this.#options.address(), origin: request.url.origin };
    const links = managementLinks(address, result.instanceId);
    return jsonResponse(202, links, { location: links.statusQueryGetUri ?? '', 'retry-after': '10' });
  }

  #instances(request: ReadRequest, [instanceId, operation, eventName]: string[]): HostResponse {
    if (instanceId === undefined) return this.#allInstances(request);
    if (operation === undefined) return this.#oneInstance(request, instanceId);
    if (request.method !== 'POST') return { status: 404 };
    if (operation.toLowerCase() === 'raiseevent' && eventName !== undefined)
      return this.#raiseEvent(request, instanceId, eventName);
    return eventName === undefined ? this.#operate(request, instanceId, operation) : { status: 404 };
  }

  #allInstances(request: ReadRequest): HostResponse {
    const filter = filterOf(request.url.searchParams);
    if (request.method === 'GET') {
      const page = queryInstances(this.#options.hub, filter, pageOf(request));
      const showInput = request.url.searchParams.get('showInput') !== 'false';
      return pageResponse(page, (instance) => instanceView(instance, showInput));
    }
    if (request.method !== 'DELETE') return { status: 404 };
    if (filter.createdFrom === undefined)
      return jsonResponse(400, "Please provide value for 'createdTimeFrom' parameter.");
    const instancesDeleted = this.#options.control.purgeBy(filter);
    return instancesDeleted === 0 ? { status: 404 } : jsonResponse(200, { instancesDeleted });
  }

  #oneInstance(request: ReadRequest, instanceId: string): HostResponse {
    if (request.method === 'DELETE') {
      const result = this.#options.control.purge(instanceId);
      if (result === 'wrongState')
        return jsonResponse(412, 'Only orchestrations in a terminal state can be purged.');
      return result === 'accepted' ? jsonResponse(200, { instancesDeleted: 1 }) : { status: 404 };
    }
    return request.method === 'GET' ? this.#status(request, instanceId) : { status: 404 };
  }

  #status({ url }: ReadRequest, instanceId: string): HostResponse {
    const { hub } = this.#options;
    const instance = hub.instance(instanceId);
    if (!instance) return { status: 404 };
    const view = instanceView(instance, url.searchParams.get('showInput') !== 'false');
    if (url.searchParams.get('showHistory') === 'true') {
      const history = hub.history(instanceId).map((text) => JSON.parse(text) as HistoryEvent);
      view.historyEvents = historyView(history, url.searchParams.get('showHistoryOutput') === 'true');
    }
    if (!isTerminal(instance.status))
      return jsonResponse(202, view, { location: url.href, 'retry-after': '5' });
    const asError = url.searchParams.get('returnInternalServerErrorOnFailure') === 'true';
    return jsonResponse(instance.status === 'Failed' && asError ? 500 : 200, view);
  }

  #raiseEvent(request: ReadRequest, instanceId: string, eventName: string): HostResponse {
    const instance = this.#options.hub.instance(instanceId);
    if (!instance) return { status: 404 };
    if (isTerminal(instance.status)) return { status: 410 };
    if (headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
      return jsonResponse(400, { Message: 'Only application/json request content is supported' });
    const input = jsonText(request.body);
    if (input === undefined) return invalidJson();
    return statusOf(this.#options.control.raiseEvent(instanceId, eventName, input ?? 'null'));
  }

  #operate(request: ReadRequest, instanceId: string, operation: string): HostResponse {
    const { control } = this.#options;
    const reason = request.url.searchParams.get('reason') ?? '';
    switch (operation.toLowerCase()) {
      case 'terminate':
        return statusOf(control.terminate(instanceId, reason));
      case 'suspend':
        return statusOf(control.suspend(instanceId, reason));
      case 'resume':
        return statusOf(control.resume(instanceId, reason));
      case 'rewind':
        return statusOf(control.rewind(instanceId));
      case 'restart':
        return this.#restart(request, instanceId);
      default:
        return { status: 404 };
    }
  }

  #restart(request: ReadRequest, instanceId: string): HostResponse {
    const withNewId = request.url.searchParams.get('restartWithNewInstanceId') !== 'false';
    const result = this.#options.control.restart(instanceId, withNewId);
    if (result) return this.#started(request, result);
    return jsonResponse(400, { Message: 'InstanceId does not match a valid orchestration instance.' });
  }

  #entities(request: ReadRequest, [name, key]: string[]): HostResponse {
    if (request.method === 'GET' && key === undefined) return this.#allEntities(request, name);
    if (name === undefined || key === undefined) return { status: 404 };
    const entityId = `@${name.toLowerCase()}@${key === '$' ? '' : key}`;
    if (request.method === 'GET') return this.#entity(entityId);
    if (request.method === 'DELETE') return this.#signal(request, entityId, 'delete');
    if (request.method !== 'POST') return { status: 404 };
    return this.#signal(request, entityId, request.url.searchParams.get('op') ?? '');
  }

  #signal(request: ReadRequest, entityId: string, operation: string): HostResponse {
    const input = operationInput(request);
    if (input === undefined) return invalidJson();
    this.#options.control.signalEntity(entityId, operation, input);
    return { status: 202 };
  }

  #allEntities(request: ReadRequest, name: string | undefined): HostResponse {
    const fetchState = request.url.searchParams.get('fetchState') === 'true';
    return pageResponse(queryEntities(this.#options.hub, name, pageOf(request)), (one) =>
      entityView(one, fetchState),
    );
  }

  #entity(entityId: string): HostResponse {
    const entity = this.#options.hub.entity(entityId);
    if (!entity?.exists) return { status: 404 };
    return { status: 200, headers: { 'content-type': 'application/json' }, body: entity.state ?? 'null' };
  }
}

function splitPath(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined; // Broken percent-encoding.
  }
}

/** The body if it is JSON, `null` for none, nothing if it is something else. */
function jsonText(body: Buffer): string | null | undefined {
  if (body.length === 0) return null;
  const text = body.toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined; // The caller answers 400.
  }
}

/** A body that is not declared as JSON is a text. */
function operationInput(request: ReadRequest): string | null | undefined {
  const isJson = headerOf(request, 'content-type')?.toLowerCase().startsWith('application/json');
  if (isJson || request.body.length === 0) return jsonText(request.body);
  return JSON.stringify(request.body.toString('utf8'));
}

function invalidJson(): HostResponse {
  return jsonResponse(400, { Message: 'Invalid JSON content' });
}

function statusOf(result: ControlResult): HostResponse {
  return { status: { accepted: 202, notFound: 404, gone: 410, wrongState: 412 }[result] };
}

function filterOf(query: URLSearchParams): InstanceFilter {
  const createdFrom = timeOf(query.get('createdTimeFrom'));
  const createdTo = timeOf(query.get('createdTimeTo'));
  // What is no status is ignored, as the extension does it.
  const asked = query.getAll('runtimeStatus').flatMap((value) => value.split(','));
  const statuses = STATUSES.filter((status) => asked.some((each) => isSame(each, status)));
  const prefix = query.get('instanceIdPrefix');
  return {
    ...(createdFrom !== undefined && { createdFrom }),
    ...(createdTo !== undefined && { createdTo }),
    ...(statuses.length > 0 && { statuses }),
    ...(prefix && { prefix }),
  };
}

const STATUSES = ['Pending', 'Running', 'Suspended', 'Completed', 'Failed', 'Terminated'];

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.toLowerCase();
}

function timeOf(value: string | null): number | undefined {
  const time = Date.parse(value ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function pageOf(request: ReadRequest): { top: number; continuation: string | undefined } {
  const top = Number(request.url.searchParams.get('top') ?? '100');
  const continuation = headerOf(request, 'x-ms-continuation-token');
  return { top: Number.isInteger(top) && top > 0 ? Math.min(top, 1000) : 100, continuation };
}

function pageResponse<T>(page: Page<T>, view: (item: T) => unknown): HostResponse {
  const headers = page.continuation ? { 'x-ms-continuation-token': page.continuation } : undefined;
  return jsonResponse(200, page.items.map(view), headers);
}
