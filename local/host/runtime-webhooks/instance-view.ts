import { EventType } from '../durable-engine/history-events.ts';
import type { HistoryEvent } from '../durable-engine/history-events.ts';
import type { EntityRecord, InstanceRecord } from '../durable-engine/records.ts';

/** An instance as the management API tells of it. */
export function instanceView(instance: InstanceRecord, showInput: boolean): Record<string, unknown> {
  return {
    name: instance.name,
    instanceId: instance.instanceId,
    runtimeStatus: instance.status,
    input: showInput ? parsed(instance.input) : null,
    customStatus: parsed(instance.customStatus),
    output: parsed(instance.output),
    createdTime: toSecond(instance.createdAt),
    lastUpdatedTime: toSecond(instance.updatedAt),
  };
}

export function entityView(entity: EntityRecord, fetchState: boolean): Record<string, unknown> {
  const [, name = '', ...key] = entity.entityId.split('@');
  return {
    entityId: { name, key: key.join('@') },
    lastOperationTime: new Date(entity.updatedAt).toISOString(),
    state: fetchState ? parsed(entity.state) : null,
  };
}

function parsed(json: string | null): unknown {
  return json === null ? null : (JSON.parse(json) as unknown);
}

function toSecond(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

const NAMES = new Map<number, string>(Object.entries(EventType).map(([name, number]) => [number, name]));
const WIRE_NAMES: Record<string, string> = {
  SubOrchestrationCompleted: 'SubOrchestrationInstanceCompleted',
  SubOrchestrationFailed: 'SubOrchestrationInstanceFailed',
};
const HIDDEN: ReadonlySet<number> = new Set([
  EventType.OrchestratorStarted,
  EventType.OrchestratorCompleted,
  EventType.TaskScheduled,
  EventType.SubOrchestrationCreated,
]);

/**
 * A history for people: what was scheduled is told together with its end, as function name and time of scheduling.
 * Results only when asked for.
 */
export function historyView(
  history: readonly HistoryEvent[],
  showOutput: boolean,
): Record<string, unknown>[] {
  const scheduled = new Map(history.filter(({ EventId }) => EventId >= 0).map((one) => [one.EventId, one]));
  return history
    .filter(({ EventType: type }) => !HIDDEN.has(type))
    .map((one) => {
      const origin = one.TaskScheduledId === undefined ? undefined : scheduled.get(one.TaskScheduledId);
      const name = NAMES.get(one.EventType) ?? String(one.EventType);
      return {
        EventType: WIRE_NAMES[name] ?? name,
        Timestamp: one.Timestamp,
        ...(origin && { ScheduledTime: origin.Timestamp, FunctionName: origin.Name }),
        ...(one.EventType === EventType.ExecutionStarted && { FunctionName: one.Name }),
        ...details(one, showOutput),
      };
    });
}

function details(one: HistoryEvent, showOutput: boolean): Record<string, unknown> {
  return {
    ...(one.FireAt !== undefined && { FireAt: one.FireAt }),
    ...(one.EventType === EventType.EventRaised && { Name: one.Name }),
    ...(one.Reason !== undefined && { Reason: one.Reason }),
    ...(one.OrchestrationStatus !== undefined && { OrchestrationStatus: one.OrchestrationStatus }),
    ...(showOutput && one.Result !== undefined && { Result: JSON.parse(one.Result) as unknown }),
  };
}
