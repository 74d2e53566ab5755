import { randomUUID } from 'node:crypto';
import type { Invoker, LogEntry } from '../app-model/invoker.ts';
import type { TaskHub } from '../task-hub/task-hub.ts';
import type { Clock } from './clock.ts';
import { entityEpisode } from './entity-episode.ts';
import { FairQueue } from './fair-queue.ts';
import { HistoryCache } from './history-cache.ts';
import type { HistoryEvent } from './history-events.ts';
import type { QueueDelays } from './queue-delays.ts';
import { orchestrationEpisode } from './orchestration-episode.ts';
import type { EpisodeContext } from './orchestration-episode.ts';
import { isEntityId } from './records.ts';
import type { Change, StoredActivity } from './records.ts';
import { Retries } from './retries.ts';
import { activityChange, runActivity, unkeepable } from './run-activity.ts';

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
  /** For tests: makes what a dead host has taken invisible for a while. */
  delays?: QueueDelays | undefined;
}

/**
 * Decides what runs when. It keeps only names of what is ready; all state is in the task hub. Nothing polls: work
 * becomes ready by a change that is applied, or by the clock when the next message is due. What the store refuses is
 * done again until it is durable, so that nothing waits for a restart.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #context: EpisodeContext;
  readonly #retries: Retries;
  readonly #ready = new Set<string>();
  readonly #running = new Set<string>();
  readonly #activities = new FairQueue<number>();
  /** Open activities that are queued, run or wait for a retry, with their owners. */
  readonly #known = new Map<number, string>();
  /** What activities have answered and the store has not taken yet: they are not run again for that. */
  readonly #answers = new Map<number, Partial<HistoryEvent>>();
  /** Instances whose step fails whatever the store does: their next step ends them with this error. */
  readonly #hopeless = new Map<string, unknown>();
  /** Who may have got a message by a change that failed: a store can fail after it has committed. */
  readonly #doubtful = new Set<string>();
  #runningActivities = 0;
  #pumpPlanned = false;
  #seenUpTo: number;
  #stopped = false;
  #alarm: { time: number; cancel: () => void } | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#seenUpTo = options.clock.now();
    this.#retries = new Retries(options);
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
    const { hub, delays, clock } = this.#options;
    hub.bringForward(this.#seenUpTo);
    if (delays) hub.hideDue(this.#seenUpTo, this.#seenUpTo + delays.visibilityTimeoutMs);
    for (const id of hub.instancesDue(Number.MIN_SAFE_INTEGER, this.#seenUpTo)) this.#ready.add(id);
    if (delays) clock.at(this.#seenUpTo + delays.visibilityTimeoutMs, () => this.#show());
    else this.#takeUpActivities();
    this.#setAlarm();
    this.#plan();
  }

  #show(): void {
    if (!this.#options.isAlive()) return;
    this.#takeUpActivities();
    this.#plan();
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#retries.stop();
    this.#ready.clear();
    this.#activities.clear();
  }

  isBusy(): boolean {
    const waiting = this.#ready.size + this.#activities.size;
    return waiting + this.#running.size + this.#runningActivities > 0;
  }

  /** Makes a change durable and gets ready what it makes possible. @throws the store's error. */
  apply(change: Change): void {
    const ids = this.#durably(change);
    this.#context.histories.follow(change);
    change.activities?.forEach((activity, index) => this.#queue(ids[index] ?? -1, activity.instanceId));
    for (const message of change.messages ?? []) {
      if (message.dueAt <= this.#seenUpTo || message.dueAt <= this.#options.clock.now())
        this.#ready.add(message.instanceId);
    }
    this.#followTimers(change);
    this.#plan();
  }

  #durably(change: Change): number[] {
    try {
      return this.#options.hub.apply(change);
    } catch (error) {
      if (this.#options.isAlive()) this.#doubt(change, error);
      throw error;
    }
  }

  /** Looks later at what the change would have made possible, in case it was made after all. */
  #doubt(change: Change, error: unknown): void {
    for (const { instanceId } of change.messages ?? []) this.#doubtful.add(instanceId);
    this.#later('the task hub', error, () => {
      this.#takeUpActivities();
      for (const id of this.#doubtful) this.#ready.add(id);
      this.#doubtful.clear();
      this.#setAlarm();
    });
  }

  #takeUpActivities(): void {
    for (const { id, instanceId } of this.#options.hub.openActivities())
      if (!this.#known.has(id)) this.#queue(id, instanceId);
  }

  #queue(id: number, owner: string): void {
    this.#known.set(id, owner);
    this.#activities.push(owner, id);
  }

  #followTimers(change: Change): void {
    const next = earliestAfter(this.#options.clock.now(), change);
    if (!takesMessagesBack(change) && next >= (this.#alarm?.time ?? Infinity)) return;
    try {
      this.#setAlarm();
    } catch (error) {
      // The change itself is durable: whoever made it must not make it again.
      this.#later('the next durable timer', error, () => this.#setAlarm());
    }
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
    try {
      this.#takeUpDue();
    } catch (error) {
      this.#later('durable timers', error, () => this.#takeUpDue());
    }
  }

  #takeUpDue(): void {
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
      await this.#step(instanceId);
    } catch (error) {
      if (this.#options.isAlive()) this.#stepFailed(instanceId, error);
    } finally {
      this.#running.delete(instanceId);
      this.#plan();
    }
  }

  async #step(instanceId: string): Promise<void> {
    const { hub, clock } = this.#options;
    const episode = isEntityId(instanceId) ? entityEpisode : orchestrationEpisode;
    const change = await episode(this.#context, instanceId, this.#hopeless.get(instanceId));
    if (!this.#options.isAlive()) return;
    if (change) this.apply(change);
    this.#options.delays?.worked();
    this.#hopeless.delete(instanceId);
    this.#retries.succeeded(instanceId);
    // Messages that the episode left, because one had to be its last, are for the next one.
    if (change && hub.dueMessages(instanceId, clock.now()).length > 0) this.#ready.add(instanceId);
  }

  #stepFailed(instanceId: string, error: unknown): void {
    if (this.#retries.isHopeless(instanceId, error)) this.#hopeless.set(instanceId, error);
    this.#later(instanceId, error, () => this.#ready.add(instanceId));
  }

  async #runActivity(id: number): Promise<void> {
    this.#runningActivities++;
    try {
      await this.#answer(id);
    } catch (error) {
      if (this.#options.isAlive()) this.#answerFailed(id, error);
    } finally {
      this.#runningActivities--;
      this.#plan();
    }
  }

  async #answer(id: number): Promise<void> {
    const { hub, invoker, clock } = this.#options;
    const activity = hub.activity(id);
    // Without it its instance was purged or started anew meanwhile, or the answer had been kept after all.
    if (activity) {
      const answer = this.#answers.get(id) ?? (await runActivity(invoker, activity));
      if (!this.#options.isAlive() || !this.#options.mayAcknowledge(activity)) return;
      this.#answers.set(id, answer);
      this.apply(activityChange(activity, answer, clock.now()));
    }
    this.#known.delete(id);
    this.#answers.delete(id);
    this.#retries.succeeded(`activity ${id}`);
  }

  #answerFailed(id: number, error: unknown): void {
    const key = `activity ${id}`;
    if (this.#retries.isHopeless(key, error)) this.#answers.set(id, unkeepable(error));
    this.#later(key, error, () => this.#queue(id, this.#known.get(id) ?? ''));
  }

  #later(key: string, error: unknown, again: () => void): void {
    const attempt = () => {
      try {
        again();
        // What is only made ready here proves itself when it is done.
        this.#plan();
      } catch (failure) {
        this.#later(key, failure, again);
      }
    };
    this.#retries.later({ key, error, again: attempt });
  }
}

function earliestAfter(now: number, { messages = [] }: Change): number {
  return Math.min(...messages.map(({ dueAt }) => (dueAt > now ? dueAt : Infinity)));
}

function takesMessagesBack({ dropMessages, purged, canceledTimers }: Change): boolean {
  return Boolean(dropMessages ?? purged) || (canceledTimers?.timerIds.length ?? 0) > 0;
}
