import type { RegisteredFunction } from '../app-model/app-registry.ts';
import { asError } from '../app-model/invoker.ts';
import type { Invoker, LogEntry } from '../app-model/invoker.ts';
import { headerOf } from '../http-surface/exchange.ts';
import type { HostRequest, HostResponse, ReadRequest } from '../http-surface/exchange.ts';
import { BodyTooLong, withBody } from '../http-surface/read-body.ts';
import { HopelessDelivery, parseDelivery } from './event-grid-delivery.ts';
import type { DeliveredEvent } from './event-grid-delivery.ts';

export interface EventGridOptions {
  invoker: Invoker;
  log: (entry: LogEntry) => void;
}

/** The service delivers at most so much at once; it never sends again what is refused with 413. */
const MOST_BYTES = 1_048_576;
const MOST_EVENTS = 5000;
const WITH_EVENTS = ['notification', 'subscriptionvalidation'];
/** Invocations that are under way at once; between two such groups others have their turn. */
const AT_ONCE = 100;

/**
 * The address that Event Grid delivers to, `/runtime/webhooks/eventgrid?functionName=`. The key has been checked.
 * 202 says that every event was taken; any failure is a 500, after which Event Grid sends the whole delivery again. As with
 * the real extension the method does not matter, but for the handshake of CloudEvents.
 */
export async function handleEventGrid(
  options: EventGridOptions,
  request: HostRequest,
): Promise<HostResponse> {
  const name = request.url.searchParams.get('functionName');
  const fn = options.invoker.registry.find(String(name), 'eventGrid');
  if (!fn) return { status: 404, body: `cannot find function: '${name}'` };
  if (request.method === 'OPTIONS') return allowOrigin(request);
  const kind = (headerOf(request, 'aeg-event-type') ?? '').toLowerCase();
  if (kind === 'unsubscribe') return { status: 202 };
  if (!WITH_EVENTS.includes(kind)) return { status: 400 };
  const read = await withBody(request, MOST_BYTES);
  try {
    return await take(options, fn, { ...read, kind });
  } catch (error) {
    if (error instanceof BodyTooLong) throw error;
    // The sender's fault, not the app's.
    options.log({ level: 'warning', message: asError(error).message, functionName: fn.name });
    return { status: error instanceof HopelessDelivery ? 400 : 500 };
  }
}

function take(
  options: EventGridOptions,
  fn: RegisteredFunction,
  { body, kind }: ReadRequest & { kind: string },
): Promise<HostResponse> | HostResponse {
  const events = parseDelivery(body.toString('utf8'), MOST_EVENTS);
  return kind === 'notification' ? runAll(options, fn, events) : validationResponse(events);
}

/** The handshake of CloudEvents: whoever asks may deliver; the key in the address is the protection. */
function allowOrigin(request: HostRequest): HostResponse {
  const origin = headerOf(request, 'webhook-request-origin');
  return origin ? { status: 200, headers: { 'webhook-allowed-origin': origin } } : { status: 400 };
}

function validationResponse([first]: DeliveredEvent[]): HostResponse {
  const data = (first?.value as { data?: { validationCode?: unknown } } | undefined)?.data;
  const code = data?.validationCode;
  if (typeof code !== 'string')
    throw new HopelessDelivery('The handshake of Event Grid has no validationCode.');
  const body = JSON.stringify({ validationResponse: code });
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

async function runAll(
  options: EventGridOptions,
  fn: RegisteredFunction,
  events: DeliveredEvent[],
): Promise<HostResponse> {
  let failed = false;
  for (let from = 0; from < events.length; from += AT_ONCE) {
    const group = events.slice(from, from + AT_ONCE);
    const results = await Promise.allSettled(group.map((event) => runOne(options.invoker, fn, event)));
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      failed = true;
      report(options, fn, result.reason);
    }
    if (events.length > AT_ONCE) await new Promise((resolve) => setImmediate(resolve));
  }
  return { status: failed ? 500 : 202 };
}

async function runOne(invoker: Invoker, fn: RegisteredFunction, { json }: DeliveredEvent): Promise<void> {
  await invoker.invoke({ fn, input: { json }, triggerMetadata: { data: { json } } });
}

function report({ log }: EventGridOptions, fn: RegisteredFunction, thrown: unknown): void {
  const error = asError(thrown);
  log({ level: 'error', message: error.stack ?? error.message, functionName: fn.name });
}
