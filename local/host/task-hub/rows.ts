import type { HistoryEvent } from '../durable-engine/history-events.ts';
import type { EntityRecord, EntityRequest, StoredMessage } from '../durable-engine/records.ts';

export interface MessageRow {
  id: number;
  instanceId: string;
  executionId: string | null;
  dueAt: number;
  timerId: number | null;
  body: string;
}

export interface EntityRow {
  entityId: string;
  present: number;
  state: string | null;
  lockedBy: string | null;
  queue: string;
  updatedAt: number;
}

export function messageFromRow(row: MessageRow): StoredMessage {
  return { ...row, body: JSON.parse(row.body) as HistoryEvent | EntityRequest };
}

export function entityFromRow(row: EntityRow): EntityRecord {
  const { present, queue, ...rest } = row;
  return { ...rest, exists: present === 1, queue: JSON.parse(queue) as EntityRequest[] };
}
