import { randomUUID } from 'node:crypto';
import type { Invoker, LogEntry } from '../app-model/invoker.ts';
import type { TaskHub } from '../task-hub/task-hub.ts';
import { entityEpisode } from './entity-episode.ts';
import { FairQueue } from './fair-queue.ts';
import { HistoryCache } from './history-cache.ts';
import type { HistoryEvent } from './history-events.ts';
import { orchestrationEpisode } from './orchestration-episode.ts';
import type { EpisodeContext } from './orchestration-episode.ts';
import { isEntityId } from './records.ts';
import type { Change, StoredActivity } from './records.ts';
import { activityChange, runActivity } from './run-activity.ts';

/** The time as this host needs it; milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Calls `wake` once as soon as `now() >= time`; the result cancels it. */
  at(time: number, wake: () => void): () => void;
}

export interface DispatcherOptions {
  hub: TaskHub;
  invoker: Invoker;
  clock: Clock;
  /** How many orchestrators (entities included) and activities run at once. */
  maxOrchestrators: number;
  maxActivities: number;
  log: (entry: LogEntry) => void;
  /** Called with each activity's answer before it is committed; false when the host is gone. */
  mayAcknowledge: (activity: StoredActivity) => boolean;
  isAlive: () => boolean;
}

/**
 * Decides what runs when. It keeps only names of what is ready; all state is in the task hub. Nothing polls: work
 * becomes ready by a change that is applied, or by the clock when the next message is due.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #context: EpisodeContext;
  readonly #ready = new Set<string>();
  readonly #running = new Set<string>();
  readonly #activities = new FairQueue<number>();
  #runningActivities = 0;
  #pumpPlanned = false;
  #seenUpTo: number;
  #stopped = false;
  #alarm: { time: number; cancel: () => void } | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#seenUpTo = options.clock.now();
    this.#context = {
      hub: options.hub,
      histories: new HistoryCache(options.hub),
      invoker: options.invoker,
      now: () => options.clock.now(),
      newId: () => randomUUID().replaceAll('-', ''),
      warn: (message) => options.log({ level: 'warning', message }),
    };
  }

  /** Takes up what an earlier run of the host left open. */
  start(): void {
    const { hub } = this.#options;
    hub.bringForward(this.#seenUpTo);
    for (const id of hub.instancesDue(Number.MIN_SAFE_INTEGER, this.#seenUpTo)) this.#ready.add(id);
    for (const { id, instanceId } of hub.openActivities()) this.#activities.push(instanceId, id);
    this.#setAlarm();
    this.#plan();
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#ready.clear();
    this.#activities.clear();
  }

  isBusy(): boolean {
    const waiting = this.#ready.size + this.#activities.size;
    return waiting + this.#running.size + this.#runningActivities > 0;
  }

  /** Makes a change durable and gets ready what it makes possible. */
  apply(change: Change): void {
    const ids = this.#options.hub.apply(change);
    this.#context.histories.follow(change);
    change.activities?.forEach((activity, index) =>
      this.#activities.push(activity.instanceId, ids[index] ?? -1),
    );
    for (const message of change.messages ?? []) {
      if (message.dueAt <= this.#seenUpTo || message.dueAt <= this.#options.clock.now())
        this.#ready.add(message.instanceId);
    }
    this.#followTimers(change);
    this.#plan();
  }

  #followTimers(change: Change): void {
    const now = this.#options.clock.now();
    const next = Math.min(...(change.messages ?? []).map(({ dueAt }) => (dueAt > now ? dueAt : Infinity)));
    const removed = change.dropMessages || change.purged || (change.canceledTimers?.timerIds.length ?? 0) > 0;
    if (removed || next < (this.#alarm?.time ?? Infinity)) this.#setAlarm();
  }

  #setAlarm(): void {
    const { hub, clock } = this.#options;
    const time = hub.nextDue(this.#seenUpTo);
    if (this.#stopped || time === this.#alarm?.time) return;
    this.#alarm?.cancel();
    this.#alarm = time === undefined ? undefined : { time, cancel: clock.at(time, () => this.#wake()) };
  }

  #wake(): void {
    this.#alarm = undefined;
    if (!this.#options.isAlive()) return;
    const now = this.#options.clock.now();
    for (const id of this.#options.hub.instancesDue(this.#seenUpTo, now)) this.#ready.add(id);
    this.#seenUpTo = now;
    this.#setAlarm();
    this.#plan();
  }

  /** One turn later, so that everything that answers in this turn is delivered in one episode. */
  #plan(): void {
    if (this.#pumpPlanned || this.#stopped) return;
    this.#pumpPlanned = true;
    setImmediate(() => {
      this.#pumpPlanned = false;
      if (!this.#stopped) this.#pump();
    });
  }

  #pump(): void {
    for (const id of this.#ready) {
      if (this.#running.size >= this.#options.maxOrchestrators) break;
      if (this.#running.has(id)) continue; // It is looked at again when its episode ends.
      this.#ready.delete(id);
      void this.#runEpisode(id);
    }
    while (this.#runningActivities < this.#options.maxActivities) {
      const id = this.#activities.take();
      if (id === undefined) break;
      void this.#runActivity(id);
    }
  }

  async #runEpisode(instanceId: string): Promise<void> {
    this.#running.add(instanceId);
    try {
      const episode = isEntityId(instanceId) ? entityEpisode : orchestrationEpisode;
      const change = await episode(this.#context, instanceId);
      if (change && this.#options.isAlive()) {
        this.apply(change);
        // Messages that the episode left, because one had to be its last, are for the next one.
        if (this.#options.hub.dueMessages(instanceId, this.#options.clock.now()).length > 0)
          this.#ready.add(instanceId);
      }
    } catch (error) {
      this.#report(`The step of ${instanceId} could not be made`, error);
    } finally {
      this.#running.delete(instanceId);
      this.#plan();
    }
  }

  async #runActivity(id: number): Promise<void> {
    this.#runningActivities++;
    try {
      const { hub, invoker, clock } = this.#options;
      const activity = hub.activity(id);
      if (!activity) return; // Its instance was purged or started anew meanwhile.
      const answer: Partial<HistoryEvent> = await runActivity(invoker, activity);
      if (!this.#options.isAlive() || !this.#options.mayAcknowledge(activity)) return;
      this.apply(activityChange(activity, answer, clock.now()));
    } catch (error) {
      this.#report(`The answer of activity ${id} could not be kept`, error);
    } finally {
      this.#runningActivities--;
      this.#plan();
    }
  }

  #report(what: string, error: unknown): void {
    if (!this.#options.isAlive()) return;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.log({ level: 'critical', message: `${what}: ${message}` });
  }
}
