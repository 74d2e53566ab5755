import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import type { HistoryEvent } from '../durable-engine/history-events.ts';
import type {
  ActivityRecord,
  Change,
  EntityRecord,
  InstanceRecord,
  OutgoingMessage,
  StoredActivity,
  StoredMessage,
} from '../durable-engine/records.ts';
import { entityFromRow, messageFromRow } from './rows.ts';
import type { EntityRow, MessageRow } from './rows.ts';
import { SCHEMA } from './schema.ts';

/** When a timer function ran last and runs next; milliseconds since the epoch. */
export interface ScheduleRecord {
  last: number;
  next: number;
  lastUpdated: number;
}

/**
 * Told before a statement is run, before a transaction is committed and after it was; what it throws is the store's
 * failure. The last one is real: SQLite may report a failed checkpoint although the commit has taken place.
 */
export type StoreFault = (moment: 'statement' | 'commit' | 'committed', what: string) => void;

export interface TaskHubOptions {
  /** Path of the SQLite file, or ':memory:'. */
  database: string;
  /** Called after each transaction. */
  onCommit: (detail: string) => void;
  /** For tests: makes the store fail. */
  fault?: StoreFault | undefined;
}

/** Long enough for a backup's short lock, short enough that the process goes on answering: waiting blocks it. */
const BUSY_TIMEOUT_MS = 1000;

/** The durable state of the host. Every change is one transaction; reads see the last one. */
export class TaskHub {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #onCommit: (detail: string) => void;
  readonly #fault: StoreFault | undefined;

  constructor(options: TaskHubOptions) {
    this.#database = new DatabaseSync(options.database, { timeout: BUSY_TIMEOUT_MS });
    this.#database.exec(SCHEMA);
    this.#onCommit = options.onCommit;
    this.#fault = options.fault;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  /** Prepared once and kept; for readers in this folder that have a query of their own. */
  prepared(sql: string): StatementSync {
    this.#fault?.('statement', sql);
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }

  instance(instanceId: string): InstanceRecord | undefined {
    return this.prepared('SELECT * FROM instances WHERE instanceId = ?').get(instanceId) as
      InstanceRecord | undefined;
  }

  /** The stored history as JSON texts, oldest first. */
  history(instanceId: string): string[] {
    const rows = this.prepared('SELECT event FROM history WHERE instanceId = ? ORDER BY position').all(
      instanceId,
    );
    return rows.map((row) => row.event as string);
  }

  /** Messages that may be delivered now, oldest first. */
  dueMessages(instanceId: string, now: number): StoredMessage[] {
    const rows = this.prepared(
      'SELECT * FROM inbox WHERE instanceId = ? AND dueAt <= ? ORDER BY dueAt, id',
    ).all(instanceId, now);
    return (rows as unknown as MessageRow[]).map(messageFromRow);
  }

  /** Instances and entities with something to deliver that became due in (after, upTo]. */
  instancesDue(after: number, upTo: number): string[] {
    const rows = this.prepared(
      'SELECT instanceId FROM inbox WHERE dueAt > ? AND dueAt <= ? GROUP BY instanceId ORDER BY min(dueAt), min(id)',
    ).all(after, upTo);
    return rows.map((row) => row.instanceId as string);
  }

  /** When the next message after `now` becomes due. */
  nextDue(now: number): number | undefined {
    const row = this.prepared('SELECT min(dueAt) AS due FROM inbox WHERE dueAt > ?').get(now);
    return (row?.due as number | null) ?? undefined;
  }

  /**
   * Makes due what was sent to be delivered at once, by a clock that was ahead of `now`: a scaled clock starts anew with
   * the process. Timers keep their time.
   */
  bringForward(now: number): void {
    this.prepared('UPDATE inbox SET dueAt = ? WHERE dueAt > ? AND timerId IS NULL').run(now, now);
  }

  /**
   * Makes what is due due only later, as messages are that a dead host had taken from their queue. Not what an instance
   * begins with: without that nothing else could be delivered to it.
   */
  hideDue(now: number, until: number): void {
    this.prepared(
      `UPDATE inbox SET dueAt = ? WHERE dueAt <= ?
       AND instanceId IN (SELECT instanceId FROM instances WHERE historyLength > 0)`,
    ).run(until, now);
  }

  openActivities(): { id: number; instanceId: string }[] {
    return this.prepared('SELECT id, instanceId FROM activities ORDER BY id').all() as {
      id: number;
      instanceId: string;
    }[];
  }

  activity(id: number): StoredActivity | undefined {
    return this.prepared('SELECT * FROM activities WHERE id = ?').get(id) as StoredActivity | undefined;
  }

  entity(entityId: string): EntityRecord | undefined {
    const row = this.prepared('SELECT * FROM entities WHERE entityId = ?').get(entityId);
    return row && entityFromRow(row as unknown as EntityRow);
  }

  schedule(functionName: string): ScheduleRecord | undefined {
    return this.prepared('SELECT last, next, lastUpdated FROM schedules WHERE functionName = ?').get(
      functionName,
    ) as ScheduleRecord | undefined;
  }

  saveSchedule(functionName: string, record: ScheduleRecord): void {
    this.prepared('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?)').run(
      functionName,
      record.last,
      record.next,
      record.lastUpdated,
    );
    this.#onCommit(`schedule ${functionName}`);
  }

  /**
   * Makes a change durable. @returns the ids of the new activities, in their order. @throws the store's error; the
   * change has then most likely, but not surely, not been made.
   */
  apply(change: Change): number[] {
    this.#rollBack(); // What a rollback that failed has left open.
    this.#database.exec('BEGIN IMMEDIATE');
    let ids: number[];
    try {
      ids = this.#write(change);
      this.#fault?.('commit', change.detail);
      this.#database.exec('COMMIT');
      this.#fault?.('committed', change.detail);
    } catch (error) {
      this.#rollBack(error);
      throw error;
    }
    this.#onCommit(change.detail);
    return ids;
  }

  /** SQLite may have rolled back by itself; a second attempt would only hide `cause`. */
  #rollBack(cause?: unknown): void {
    if (!this.#database.isTransaction) return;
    try {
      this.#database.exec('ROLLBACK');
    } catch (error) {
      if (cause === undefined) throw error; // Else the cause is told, and the next change rolls back first.
    }
  }

  #write(change: Change): number[] {
    this.#take(change);
    this.#save(change);
    for (const message of change.messages ?? []) this.#send(message);
    return (change.activities ?? []).map((activity) => this.#schedule(activity));
  }

  #save({ purged = [], created = [], instance, history, entity }: Change): void {
    for (const id of purged) this.#purge(id);
    for (const one of created) this.#create(one);
    if (instance) this.#saveInstance(instance);
    if (history) this.#saveHistory(history);
    if (entity) this.#saveEntity(entity);
  }

  #take({ consumed = [], doneActivity, dropMessages, canceledTimers }: Change): void {
    for (const id of consumed) this.prepared('DELETE FROM inbox WHERE id = ?').run(id);
    if (doneActivity !== undefined) this.prepared('DELETE FROM activities WHERE id = ?').run(doneActivity);
    if (dropMessages) this.#drop(dropMessages);
    if (!canceledTimers) return;
    const remove = this.prepared('DELETE FROM inbox WHERE instanceId = ? AND timerId = ?');
    for (const timerId of canceledTimers.timerIds) remove.run(canceledTimers.instanceId, timerId);
  }

  #drop({ instanceId, executionId }: { instanceId: string; executionId: string | null }): void {
    if (executionId === null) this.prepared('DELETE FROM inbox WHERE instanceId = ?').run(instanceId);
    else
      this.prepared('DELETE FROM inbox WHERE instanceId = ? AND executionId = ?').run(
        instanceId,
        executionId,
      );
  }

  #purge(instanceId: string): void {
    for (const table of ['instances', 'history', 'inbox', 'activities'])
      this.prepared(`DELETE FROM ${table} WHERE instanceId = ?`).run(instanceId);
    this.prepared('DELETE FROM entities WHERE entityId = ?').run(instanceId);
  }

  #create(record: InstanceRecord): void {
    this.#purge(record.instanceId);
    this.#saveInstance(record);
  }

  #saveInstance(record: InstanceRecord): void {
    this.prepared('INSERT OR REPLACE INTO instances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      record.instanceId,
      record.executionId,
      record.name,
      record.version,
      record.status,
      record.input,
      record.output,
      record.customStatus,
      record.createdAt,
      record.updatedAt,
      record.parentInstanceId,
      record.parentExecutionId,
      record.parentTaskId,
      record.historyLength,
    );
  }

  #saveHistory({
    instanceId,
    from,
    events,
  }: {
    instanceId: string;
    from: number;
    events: HistoryEvent[];
  }): void {
    this.prepared('DELETE FROM history WHERE instanceId = ? AND position >= ?').run(instanceId, from);
    const insert = this.prepared('INSERT INTO history VALUES (?, ?, ?)');
    // Whoever reads a stored event replays it.
    events.forEach((event, index) =>
      insert.run(instanceId, from + index, JSON.stringify({ ...event, IsPlayed: true })),
    );
  }

  #saveEntity(entity: EntityRecord): void {
    this.prepared('INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?, ?, ?)').run(
      entity.entityId,
      entity.exists ? 1 : 0,
      entity.state,
      entity.lockedBy,
      JSON.stringify(entity.queue),
      entity.updatedAt,
    );
  }

  #send(message: OutgoingMessage): void {
    this.prepared(
      'INSERT INTO inbox (instanceId, executionId, dueAt, timerId, body) VALUES (?, ?, ?, ?, ?)',
    ).run(
      message.instanceId,
      message.executionId,
      message.dueAt,
      message.timerId,
      JSON.stringify(message.body),
    );
  }

  #schedule(activity: ActivityRecord): number {
    const { lastInsertRowid } = this.prepared(
      'INSERT INTO activities (instanceId, executionId, taskId, name, input) VALUES (?, ?, ?, ?, ?)',
    ).run(activity.instanceId, activity.executionId, activity.taskId, activity.name, activity.input);
    return Number(lastInsertRowid);
  }
}
