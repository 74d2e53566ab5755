import { availableParallelism } from 'node:os';

/** What this host reads of host.json, with the defaults of the Functions host. */
export interface HostSettings {
  routePrefix: string;
  /** Bytes. */
  maxRequestBodySize: number;
  hubName: string;
  maxActivities: number;
  maxOrchestrators: number;
  /** `AnyState`: starting an instance replaces one that still runs. */
  overridableExistingInstanceStates: 'NonRunningStates' | 'AnyState';
  /** What `imitateQueues` imitates. */
  queues: { maxPollingMs: number; visibilityTimeoutMs: number };
}

type Json = Record<string, unknown>;

/** Reads the content of host.json. @throws Error naming the setting that has a value of the wrong kind. */
export function readHostSettings(hostJson: unknown): HostSettings {
  const extensions = section(section(hostJson, 'host.json'), 'extensions');
  const http = section(extensions, 'http');
  const durable = section(extensions, 'durableTask');
  const parallel = 10 * availableParallelism();
  return {
    routePrefix: text(http, 'routePrefix', 'api'),
    maxRequestBodySize: count(http, 'maxRequestBodySize', 104_857_600),
    hubName: text(durable, 'hubName', 'TestHubName'),
    maxActivities: count(durable, 'maxConcurrentActivityFunctions', parallel),
    maxOrchestrators: count(durable, 'maxConcurrentOrchestratorFunctions', parallel),
    overridableExistingInstanceStates:
      text(durable, 'overridableExistingInstanceStates', 'NonRunningStates') === 'AnyState'
        ? 'AnyState'
        : 'NonRunningStates',
    queues: queuesOf(section(durable, 'storageProvider')),
  };
}

/** Activities and orchestrations have each a time-out of their own; what is blind longest counts. */
function queuesOf(storage: Json): HostSettings['queues'] {
  return {
    maxPollingMs: duration(storage, 'maxQueuePollingInterval', '00:00:30'),
    visibilityTimeoutMs: Math.max(
      duration(storage, 'controlQueueVisibilityTimeout', '00:05:00'),
      duration(storage, 'workItemQueueVisibilityTimeout', '00:05:00'),
    ),
  };
}

function duration(parent: Json, name: string, fallback: string): number {
  const found = /^(\d+):(\d{2}):(\d{2})$/.exec(text(parent, name, fallback));
  if (!found) throw new Error(`host.json: ${name} must be a time as hh:mm:ss.`);
  const [hours, minutes, seconds] = found.slice(1).map(Number) as [number, number, number];
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

function section(parent: unknown, name: string): Json {
  const value: unknown = name === 'host.json' ? parent : (parent as Json)[name];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object') throw new Error(`${name} must be an object.`);
  return value as Json;
}

function text(parent: Json, name: string, fallback: string): string {
  const value = parent[name] ?? fallback;
  if (typeof value !== 'string') throw new Error(`host.json: ${name} must be a text.`);
  return value;
}

function count(parent: Json, name: string, fallback: number): number {
  const value = parent[name] ?? fallback;
  if (typeof value !== 'number' || !(value > 0))
    throw new Error(`host.json: ${name} must be a number above 0.`);
  return value;
}
