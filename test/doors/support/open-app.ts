import { VirtualClock } from '../../../local/clock/virtual-clock.ts';
import type { LogEntry } from '../../../local/host/start-host.ts';
import { seedOutside } from '../../../local/launcher/seed-outside.ts';
import { localKeyFor } from '../../../local/launcher/local-keys.ts';
import {
  adaptersTo,
  type Inside,
  type Outside,
  startInside,
  startOutside,
  type WorldOptions,
} from '../../../local/launcher/start-world.ts';
import { expectDeclared } from '../../support/declared.ts';

export interface Sent {
  /** A string goes out as it is, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The function key, unless it is another; `null`: none. */
  key?: string | null;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** `undefined` when the body is not JSON. */
  json: unknown;
}

/** The app on its host in virtual time, with the seeded world outside; nothing tells it of changes there. */
export interface OpenApp {
  url: string;
  clock: VirtualClock;
  inside: Inside;
  outside: Outside;
  /** What the host had to say, errors of functions among it. */
  logs: LogEntry[];
  /** A request to any of the host's paths. */
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts it; the timer keeps still unless a schedule is given. Always `close` it. */
export async function openApp(
  settings: Pick<WorldOptions, 'reconcileSchedule' | 'overRows' | 'access' | 'signIn' | 'pages'> = {},
): Promise<OpenApp> {
  const clock = new VirtualClock();
  const logs: LogEntry[] = [];
  const options = {
    ...{ reconcileSchedule: '0 0 0 1 1 *', ...settings },
    ...{ clock, ports: { host: 0, arm: 0, octopus: 0 } },
    host: { log: (entry: LogEntry) => void logs.push(entry) },
  };
  const outside = await startOutside(options);
  seedOutside(outside);
  const inside = await startInside(options, adaptersTo(outside, clock));
  for (const part of [outside.arm, outside.octopus, inside.host]) clock.join(part);
  const { url } = inside.host;
  return {
    ...{ url, clock, inside, outside, logs },
    send: (method, path, sent = {}) => request(method, `${url}${path}`, sent),
    close: async () => {
      await inside.stop();
      await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
    },
  };
}

async function request(method: string, url: string, sent: Sent): Promise<Answer> {
  const { key = localKeyFor(url), body, headers } = sent;
  const response = await fetch(url, {
    method,
    headers: {
      ...(key === null ? {} : { 'x-functions-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const contentType = response.headers.get('content-type');
  expectDeclared({ method, url, status: response.status, contentType, text });
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON: the text says it all.
  }
}
