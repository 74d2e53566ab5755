import type { RegisteredFunction } from '../app-model/app-registry.ts';
import { asError } from '../app-model/invoker.ts';
import type { Invoker, LogEntry } from '../app-model/invoker.ts';
import { headerOf, jsonResponse } from '../http-surface/exchange.ts';
import type { HostRequest, HostResponse } from '../http-surface/exchange.ts';
import { withinReach } from './nesting.ts';

export interface EventGridOptions {
  invoker: Invoker;
  log: (entry: LogEntry) => void;
}

/**
 * The address that Event Grid delivers to, `/runtime/webhooks/eventgrid?functionName=`. The key has been checked.
 * 202 says that every event was taken; any failure is a 500, after which Event Grid sends the whole delivery again.
 */
export async function handleEventGrid(
  options: EventGridOptions,
  request: HostRequest,
): Promise<HostResponse> {
  const name = request.url.searchParams.get('functionName') ?? '';
  const fn = options.invoker.registry.findAnyCase(name, 'eventGrid');
  if (!fn) return { status: 404, body: `cannot find function: '${name}'` };
  if (request.method === 'OPTIONS') return allowOrigin(request);
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST, OPTIONS' } };
  const kind = eventKind(request);
  if (kind === 'unsubscribe') return { status: 202 };
  const events = parseEvents(request.body);
  if (!events || kind === undefined) return { status: 400 };
  return kind === 'subscriptionvalidation' ? validationResponse(events) : runAll(options, fn, events);
}

/** The handshake of CloudEvents: whoever asks may deliver, at any rate; the key in the address is the protection. */
function allowOrigin(request: HostRequest): HostResponse {
  const origin = headerOf(request, 'webhook-request-origin');
  if (!origin) return { status: 400 };
  return { status: 200, headers: { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' } };
}

/** CloudEvents need no `aeg-event-type`: their content type says enough. */
function eventKind(request: HostRequest): string | undefined {
  const header = headerOf(request, 'aeg-event-type')?.toLowerCase();
  if (header)
    return ['notification', 'subscriptionvalidation', 'unsubscribe'].find((kind) => kind === header);
  const cloudEvents = headerOf(request, 'content-type')?.toLowerCase().startsWith('application/cloudevents');
  return cloudEvents ? 'notification' : undefined;
}

function parseEvents(body: Buffer): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    const events = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
    return events.every((one) => typeof one === 'object' && one !== null) ? events : undefined;
  } catch {
    return undefined; // Not JSON; the caller answers for it.
  }
}

function validationResponse([first]: unknown[]): HostResponse {
  const data = (first as { data?: unknown } | undefined)?.data;
  // In CloudEvents the data is JSON within a string.
  const parsed = typeof data === 'string' ? parseEvents(Buffer.from(data))?.[0] : data;
  const code = (parsed as { validationCode?: unknown } | undefined)?.validationCode;
  return typeof code === 'string' ? jsonResponse(200, { validationResponse: code }) : { status: 400 };
}

async function runAll(
  options: EventGridOptions,
  fn: RegisteredFunction,
  events: unknown[],
): Promise<HostResponse> {
  const inputs = fn.trigger.cardinality === 'many' ? [events] : events;
  const results = await Promise.allSettled(inputs.map((input) => runOne(options.invoker, fn, input)));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const error = asError(result.reason);
    options.log({ level: 'error', message: error.stack ?? error.message, functionName: fn.name });
  }
  return { status: results.some(({ status }) => status === 'rejected') ? 500 : 202 };
}

async function runOne(invoker: Invoker, fn: RegisteredFunction, input: unknown): Promise<void> {
  const json = JSON.stringify(withinReach(input));
  await invoker.invoke({ fn, input: { json }, triggerMetadata: { data: { json } } });
}
