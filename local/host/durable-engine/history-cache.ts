import type { TaskHub } from '../task-hub/task-hub.ts';
import type { HistoryEvent } from './history-events.ts';
import { isTerminal } from './records.ts';
import type { Change, InstanceRecord } from './records.ts';

/** A stored history, as the texts that the package replays and as the events that the host decides by. */
export interface StoredHistory {
  texts: string[];
  events: HistoryEvent[];
}

interface Entry extends StoredHistory {
  executionId: string;
}

/** Events kept in memory for all instances together; about a kilobyte each. */
const MOST_EVENTS = 20_000;

/**
 * Keeps the histories of the instances that ran last, so that not every episode reads and parses its history again.
 * Only a help: what is not here, or does not fit the instance's record, is read from the task hub.
 */
export class HistoryCache {
  readonly #hub: TaskHub;
  readonly #entries = new Map<string, Entry>();
  #size = 0;

  constructor(hub: TaskHub) {
    this.#hub = hub;
  }

  of(instance: InstanceRecord): StoredHistory {
    const { instanceId, executionId, historyLength } = instance;
    const kept = this.#entries.get(instanceId);
    if (kept?.executionId === executionId && kept.events.length === historyLength) {
      this.#entries.delete(instanceId);
      this.#entries.set(instanceId, kept); // Now the last one to be dropped.
      return kept;
    }
    const texts = this.#hub.history(instanceId);
    const entry = { executionId, texts, events: texts.map((text) => JSON.parse(text) as HistoryEvent) };
    this.#drop(instanceId);
    this.#entries.set(instanceId, entry);
    this.#grow(entry.events.length);
    return entry;
  }

  /** Follows a change that has been made durable. */
  follow({ instance, history }: Change): void {
    if (!instance || !history) return;
    const entry = this.#entries.get(history.instanceId);
    if (!entry) return;
    const goesOn = entry.executionId === instance.executionId && entry.events.length === history.from;
    if (!goesOn || isTerminal(instance.status)) return this.#drop(history.instanceId);
    for (const event of history.events) {
      const played = { ...event, IsPlayed: true };
      entry.events.push(played);
      entry.texts.push(JSON.stringify(played));
    }
    this.#grow(history.events.length);
  }

  #grow(events: number): void {
    this.#size += events;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= MOST_EVENTS) return;
      this.#drop(oldest);
    }
  }

  #drop(instanceId: string): void {
    this.#size -= this.#entries.get(instanceId)?.events.length ?? 0;
    this.#entries.delete(instanceId);
  }
}
