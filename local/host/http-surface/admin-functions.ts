import { asError } from '../app-model/invoker.ts';
import type { Invoker, LogEntry } from '../app-model/invoker.ts';
import type { TypedData } from '../app-model/rpc-types.ts';
import { timerInput } from '../schedules/timer-triggers.ts';
import type { TaskHub } from '../task-hub/task-hub.ts';
import { jsonResponse } from './exchange.ts';
import type { HostResponse, ReadRequest } from './exchange.ts';

export interface AdminOptions {
  invoker: Invoker;
  hub: TaskHub;
  log: (entry: LogEntry) => void;
}

/**
 * `POST /admin/functions/{name}` runs a function by hand and answers 202 at once; the body's `input` is its trigger.
 * The master key has been checked. Functions of HTTP and durable triggers have doors of their own.
 */
export function handleAdmin(options: AdminOptions, request: ReadRequest, name: string): HostResponse {
  const { registry } = options.invoker;
  if (name === '' && request.method === 'GET') return jsonResponse(200, registry.describe());
  const fn = registry.findAnyCase(name, 'timer') ?? registry.findAnyCase(name, 'eventGrid');
  if (request.method !== 'POST' || !fn) return { status: 404 };
  const given = inputOf(request.body);
  if (!given) return { status: 400 };
  const schedule = options.hub.schedule(fn.name) ?? { last: 0, next: 0, lastUpdated: 0 };
  const input: TypedData =
    fn.kind === 'timer' ? { json: JSON.stringify(timerInput(schedule, false)) } : { string: given.input };
  options.invoker.invoke({ fn, input }).catch((error: unknown) => {
    const { stack, message } = asError(error);
    options.log({ level: 'error', message: stack ?? message, functionName: fn.name });
  });
  return { status: 202 };
}

function inputOf(body: Buffer): { input: string } | undefined {
  if (body.length === 0) return { input: '' };
  try {
    const { input } = JSON.parse(body.toString('utf8')) as { input?: unknown };
    return { input: typeof input === 'string' ? input : JSON.stringify(input ?? null) };
  } catch {
    return undefined; // The caller answers 400.
  }
}
