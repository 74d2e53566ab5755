import { randomUUID } from 'node:crypto';
import { queryInstances } from '../task-hub/instance-query.ts';
import type { InstanceFilter } from '../task-hub/instance-query.ts';
import type { TaskHub } from '../task-hub/task-hub.ts';
import { EventType, event } from './history-events.ts';
import type { HistoryEvent } from './history-events.ts';
import { isEntityId, isTerminal } from './records.ts';
import type { Change, EntityRequest, InstanceRecord } from './records.ts';
import { rewindChange } from './rewind.ts';
import { newInstance, startMessage } from './schedule-actions.ts';

export interface ControlOptions {
  hub: TaskHub;
  now: () => number;
  apply: (change: Change) => void;
  /** Starting an instance may replace one that still runs. */
  overrideAny: boolean;
}

export interface StartRequest {
  name: string;
  instanceId?: string | undefined;
  /** JSON text. */
  input: string | null;
  version?: string | undefined;
}

export type StartResult =
  | { kind: 'started'; instanceId: string }
  | { kind: 'exists'; message: string }
  | { kind: 'refused'; message: string };

export type ControlResult = 'accepted' | 'notFound' | 'gone' | 'wrongState';

/** What clients may do with instances and entities; each is one durable change. */
export class InstanceControl {
  readonly #options: ControlOptions;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  start(request: StartRequest): StartResult {
    const { hub, now } = this.#options;
    const refusal = refusalOf(request);
    if (refusal) return { kind: 'refused', message: refusal };
    const instanceId = request.instanceId || newId();
    const existing = hub.instance(instanceId);
    if (existing && !isTerminal(existing.status) && !this.#options.overrideAny)
      return {
        kind: 'exists',
        message: `An Orchestration instance with the status ${existing.status} already exists.`,
      };
    const fresh = newInstance({ instanceId, executionId: newId(), name: request.name, now: now() });
    const instance = { ...fresh, version: request.version ?? '', input: request.input };
    this.#options.apply({
      detail: `${request.name} ${instanceId}: started`,
      created: [instance],
      messages: [startMessage(instance, now())],
    });
    return { kind: 'started', instanceId };
  }

  /** `input` is JSON text. */
  raiseEvent(instanceId: string, name: string, input: string): ControlResult {
    return this.#send(instanceId, 'event', { EventType: EventType.EventRaised, Name: name, Input: input });
  }

  terminate(instanceId: string, reason: string): ControlResult {
    return this.#send(instanceId, 'terminate', { EventType: EventType.ExecutionTerminated, Input: reason });
  }

  suspend(instanceId: string, reason: string): ControlResult {
    return this.#send(instanceId, 'suspend', { EventType: EventType.ExecutionSuspended, Input: reason });
  }

  resume(instanceId: string, reason: string): ControlResult {
    return this.#send(instanceId, 'resume', { EventType: EventType.ExecutionResumed, Input: reason });
  }

  /** Lets a failed instance go on from its last failure. */
  rewind(instanceId: string): ControlResult {
    const { hub, now, apply } = this.#options;
    const instance = hub.instance(instanceId);
    if (!instance) return 'notFound';
    if (instance.status !== 'Failed') return 'wrongState';
    const rewound = rewindChange(hub, instance, now());
    apply(rewound.change);
    for (const child of rewound.children) this.rewind(child);
    return 'accepted';
  }

  /** Starts an instance again with the same function and input, under its own or a new id. */
  restart(instanceId: string, withNewId: boolean): StartResult | undefined {
    const old = this.#options.hub.instance(instanceId);
    if (!old) return undefined;
    const { name, input, version } = old;
    return this.start({ name, input, version, instanceId: withNewId ? undefined : instanceId });
  }

  purge(instanceId: string): ControlResult {
    const { hub, apply } = this.#options;
    const instance = hub.instance(instanceId);
    if (!instance && !hub.entity(instanceId)) return 'notFound';
    if (instance && !isTerminal(instance.status)) return 'wrongState';
    apply({ detail: `${instanceId}: purged`, purged: [instanceId] });
    return 'accepted';
  }

  /** Purges what is over and passes the filter. @returns how many instances. */
  purgeBy(filter: InstanceFilter): number {
    const { hub, apply } = this.#options;
    const statuses = (filter.statuses ?? ['Completed', 'Failed', 'Terminated']).filter((status) =>
      isTerminal(status as InstanceRecord['status']),
    );
    let count = 0;
    for (;;) {
      const page = queryInstances(hub, { ...filter, statuses }, { top: 500, continuation: undefined });
      if (page.items.length === 0) return count;
      const purged = page.items.map((instance) => instance.instanceId);
      apply({ detail: `${purged.length} instances purged`, purged });
      count += purged.length;
    }
  }

  /** `input` is JSON text. */
  signalEntity(entityId: string, operation: string, input: string | null): void {
    const body: EntityRequest = {
      kind: 'operation',
      id: randomUUID(),
      parentInstanceId: null,
      parentExecutionId: null,
      isSignal: true,
      operation,
      input,
    };
    this.#options.apply({
      detail: `${entityId}: signalled ${operation}`,
      messages: [
        { instanceId: entityId, executionId: null, dueAt: this.#options.now(), timerId: null, body },
      ],
    });
  }

  #send(instanceId: string, what: string, part: Partial<HistoryEvent>): ControlResult {
    const { hub, now, apply } = this.#options;
    const instance = hub.instance(instanceId);
    if (!instance) return 'notFound';
    if (isTerminal(instance.status)) return 'gone';
    const body = { ...event(0, now()), ...part };
    apply({
      detail: `${instanceId}: ${what}`,
      messages: [{ instanceId, executionId: null, dueAt: now(), timerId: null, body }],
    });
    return 'accepted';
  }
}

/** A function that is not there is no reason: the instance starts, and fails by its name, as with the extension. */
function refusalOf({ instanceId }: StartRequest): string | undefined {
  if (instanceId === undefined) return undefined;
  if (isEntityId(instanceId)) return 'Instance ids must not start with @.';
  if (/[/\\#?\p{Cc}]/u.test(instanceId) || instanceId.length > 255)
    return 'Instance ids must not contain /, \\, #, ? or control characters, nor be longer than 255.';
  return undefined;
}

function newId(): string {
  return randomUUID().replaceAll('-', '');
}
