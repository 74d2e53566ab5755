import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { localKeyFor } from '../../local/launcher/local-keys.ts';
import { startHost } from '../../local/host/start-host.ts';
import type { Host, HostOptions, LogEntry } from '../../local/host/start-host.ts';

export const HOST_JSON = { version: '2.0', extensions: { durableTask: { hubName: 'TestHub' } } };

export interface TestHost {
  host: Host;
  clock: VirtualClock;
  logs: LogEntry[];
  call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  /** Starts an orchestration by the management API. */
  start: (name: string, input?: unknown, instanceId?: string) => Promise<string>;
  status: (instanceId: string) => Promise<InstanceStatus>;
  /** Lets virtual time pass until the instance is over. */
  finished: (instanceId: string) => Promise<InstanceStatus>;
  /** Lets virtual time pass until nothing happens any more, without going beyond `limit` milliseconds. */
  settle: (limit?: number) => Promise<void>;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  key?: string | null;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
}

export interface InstanceStatus {
  name: string;
  runtimeStatus: string;
  input: unknown;
  output: unknown;
  customStatus: unknown;
  historyEvents?: { EventType: string; Timestamp: string; FunctionName?: string; Result?: unknown }[];
}

export const DURABLE = '/runtime/webhooks/durabletask';

const running = new Set<Host>();

/** Stops every host that a test left running. */
export async function stopHosts(): Promise<void> {
  for (const host of running) if (!host.crashed) await host.stop();
  running.clear();
}

export function temporaryDatabase(): string {
  return join(mkdtempSync(join(tmpdir(), 'host-')), 'hub.sqlite');
}

export async function startTestHost(
  load: () => unknown,
  options: Partial<HostOptions> & { clock?: VirtualClock } = {},
): Promise<TestHost> {
  const clock = options.clock ?? new VirtualClock();
  const logs: LogEntry[] = [];
  const host = await startHost({
    port: 0,
    hostJson: HOST_JSON,
    database: ':memory:',
    log: (entry) => logs.push(entry),
    ...options,
    load,
    clock,
  });
  running.add(host);
  clock.join(host);
  return controls({ host, clock, logs });
}

function controls(parts: Pick<TestHost, 'host' | 'clock' | 'logs'>): TestHost {
  const { host, clock } = parts;
  const call = (method: string, path: string, options: CallOptions = {}) =>
    request(`${host.url}${path}`, method, options);
  const status = async (id: string) =>
    (await call('GET', `${DURABLE}/instances/${id}`)).json as InstanceStatus;
  const over = async (id: string) =>
    ['Completed', 'Failed', 'Terminated'].includes((await status(id)).runtimeStatus);
  return {
    ...parts,
    call,
    status,
    start: async (name, input, instanceId) => {
      const path = `${DURABLE}/orchestrators/${name}${instanceId ? `/${instanceId}` : ''}`;
      const answer = await call('POST', path, input === undefined ? {} : { body: JSON.stringify(input) });
      if (answer.status !== 202) throw new Error(`start: ${answer.status} ${answer.text}`);
      return (answer.json as { id: string }).id;
    },
    finished: async (id) => {
      await clock.runUntil(() => over(id), clock.now() + 400 * 86_400_000);
      return status(id);
    },
    settle: (limit = 1000) => clock.advance(limit),
  };
}

async function request(url: string, method: string, options: CallOptions): Promise<Answer> {
  const { key = localKeyFor(url), body, headers } = options;
  const response = await fetch(url, {
    method,
    headers: {
      ...(key !== null && { 'x-functions-key': key }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: tryParse(text) };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
