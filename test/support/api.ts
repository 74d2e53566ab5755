import { LOCAL_DURABLE_KEY, LOCAL_EVENT_KEY, localKeyFor } from '../../local/launcher/local-keys.ts';
import type { FleetStatus } from '../../shared/contracts/fleet.ts';
import type { QuarantinedEvent } from '../../shared/contracts/hint.ts';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import type { Page } from '../../shared/ports/page.ts';
import type { DeploymentPlan, InstanceAnswer, ReactionAnswer } from '../../shared/view/answers.ts';
import { expectDeclared } from './declared.ts';

const DURABLE = '/runtime/webhooks/durabletask/instances';

export interface FleetAnswer {
  name: string;
  status: FleetStatus;
}
export type { InstanceAnswer, ReactionAnswer };
export interface DurableInstance {
  instanceId: string;
  runtimeStatus: string;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** The app's HTTP API as its clients use it. */
export interface Api {
  /** Any request, with the function key; answers whatever the status is. */
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Posts events as Event Grid does. */
  deliver(events: unknown, contentType?: string): Promise<number>;
  fleets(): Promise<FleetAnswer[]>;
  instances(fleet: string): Promise<InstanceAnswer[]>;
  /** Oldest first. */
  timeline(fleet: string): Promise<TimelineEntry[]>;
  /** Oldest first. */
  reactions(fleet: string): Promise<Reaction[]>;
  reaction(fleet: string, id: string): Promise<ReactionAnswer>;
  /** What would be asked for now. */
  plan(fleet: string): Promise<DeploymentPlan>;
  quarantined(): Promise<QuarantinedEvent[]>;
  orchestrations(): Promise<DurableInstance[]>;
  /** Any request to the management API; answers the status. */
  manage(method: string, path: string): Promise<number>;
  /** With inputs, history and outputs, as text. */
  orchestrationText(id: string): Promise<string>;
}

export function apiAt(url: string): Api {
  const send: Api['send'] = (method, path, body) => request(url, { method, path, body });
  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await send('GET', path);
    if (status >= 300) throw new Error(`GET ${path} answered ${status}`);
    return body as T;
  };
  return {
    send,
    deliver: (events, contentType) => deliver(url, events, contentType),
    fleets: () => pages(get, '/api/fleets'),
    instances: (fleet) => pages(get, `/api/fleets/${fleet}/instances`),
    timeline: async (fleet) => (await pages<TimelineEntry>(get, `/api/fleets/${fleet}/timeline`)).reverse(),
    reactions: async (fleet) => (await pages<Reaction>(get, `/api/fleets/${fleet}/reactions`)).reverse(),
    reaction: (fleet, id) => get(`/api/fleets/${fleet}/reactions/${id}`),
    plan: (fleet) => get(`/api/fleets/${fleet}/deployments/plan`),
    quarantined: () => pages(get, '/api/events/quarantined'),
    orchestrations: () => get(`${DURABLE}?code=${LOCAL_DURABLE_KEY}`),
    manage: async (method, path) => {
      const answer = await fetch(`${url}${DURABLE}/${path}?code=${LOCAL_DURABLE_KEY}`, { method });
      await answer.text();
      return answer.status;
    },
    orchestrationText: async (id) =>
      JSON.stringify(
        await get(
          `${DURABLE}/${id}?showHistory=true&showHistoryOutput=true&showInput=true&returnInternalServerErrorOnFailure=false&code=${LOCAL_DURABLE_KEY}`,
        ),
      ),
  };
}

async function pages<T>(get: <P>(path: string) => Promise<P>, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let before = ''; ;) {
    const page = await get<Page<T>>(`${path}?take=500${before && `&before=${encodeURIComponent(before)}`}`);
    all.push(...page.items);
    if (!page.next) return all;
    before = page.next;
  }
}

interface Call {
  method: string;
  path: string;
  body: unknown;
}

async function request(url: string, { method, path, body }: Call): Promise<Answer> {
  const headers = {
    'x-functions-key': localKeyFor(path),
    // What computes for minutes would find the line closed at the moment at which it uses it again.
    connection: 'close',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const { status, headers: answered } = response;
  expectDeclared({ method, url: `${url}${path}`, status, contentType: answered.get('content-type'), text });
  return { status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

async function deliver(url: string, events: unknown, contentType = 'application/json'): Promise<number> {
  const path = `/runtime/webhooks/eventgrid?functionName=scaleEvents&code=${LOCAL_EVENT_KEY}`;
  const headers = { 'content-type': contentType, 'aeg-event-type': 'Notification' };
  const body = typeof events === 'string' ? events : JSON.stringify(events);
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body });
  await response.text();
  return response.status;
}
