import { asError } from '../app-model/invoker.ts';
import type { Invoker } from '../app-model/invoker.ts';
import type { TaskHub } from '../task-hub/task-hub.ts';
import type { OrchestratorOutcome } from './actions.ts';
import { episodeChange, failureChange, terminationChange } from './commit-episode.ts';
import { decide } from './decide.ts';
import { deliver } from './deliver.ts';
import type { Delivery } from './deliver.ts';
import { missingFunction } from './failure-text.ts';
import { EventType, event } from './history-events.ts';
import type { HistoryEvent } from './history-events.ts';
import type { HistoryCache, StoredHistory } from './history-cache.ts';
import { isTerminal } from './records.ts';
import type { Change, InstanceRecord } from './records.ts';
import { runOrchestrator } from './run-orchestrator.ts';

export interface EpisodeContext {
  hub: TaskHub;
  histories: HistoryCache;
  invoker: Invoker;
  now: () => number;
  newId: () => string;
  warn: (message: string) => void;
}

/**
 * Delivers what waits for one orchestration and says what to make durable; nothing when nothing waits. With `hopeless`,
 * the error at which that fails again and again, the orchestration fails.
 */
export async function orchestrationEpisode(
  context: EpisodeContext,
  instanceId: string,
  hopeless?: unknown,
): Promise<Change | undefined> {
  const { hub } = context;
  const now = context.now();
  const messages = hub.dueMessages(instanceId, now);
  if (messages.length === 0) return undefined;
  const instance = hub.instance(instanceId);
  if (!instance || isTerminal(instance.status))
    return { detail: `${instanceId}: too late`, consumed: messages.map((message) => message.id) };
  if (hopeless !== undefined) return failureChange(instance, asError(hopeless), now);
  const past = context.histories.of(instance);
  const delivery = deliver(instance, past.events, messages);
  if (delivery.terminated) return terminationChange(instance, delivery.terminated, now);
  if (delivery.events.length === 0) return withoutEvents(instance, delivery);
  return new Episode(context, { instance, past, delivery, now }).run();
}

function withoutEvents(instance: InstanceRecord, delivery: Delivery): Change | undefined {
  if (delivery.stale.length === 0) return undefined;
  return { detail: `${instance.instanceId}: outdated messages`, consumed: delivery.stale };
}

interface EpisodeState {
  instance: InstanceRecord;
  past: StoredHistory;
  delivery: Delivery;
  now: number;
}

class Episode {
  readonly #context: EpisodeContext;
  readonly #state: EpisodeState;

  constructor(context: EpisodeContext, state: EpisodeState) {
    this.#context = context;
    this.#state = state;
  }

  async run(): Promise<Change> {
    const { instance, past, delivery, now } = this.#state;
    let taken = delivery.events.length;
    let outcome = await this.#outcome(taken);
    if (continuesAsNew(outcome)) {
      taken = await this.#firstThatEnds(taken);
      if (taken < delivery.events.length) outcome = await this.#outcome(taken, true);
    }
    const delivered = this.#delivered(taken);
    const decision = decide({
      instance,
      past: past.events,
      delivered,
      outcome,
      now,
      newId: this.#context.newId,
      refuse: (kind, name) => this.#refuse(kind, name),
    });
    if (decision.end?.kind === 'continueAsNew' && decision.end.droppedEvents > 0)
      this.#context.warn(
        `${instance.name} ${instance.instanceId}: continueAsNew drops ${decision.end.droppedEvents} external ` +
          'event(s) that it did not wait for, as it does on Azure.',
      );
    const consumed = [
      ...delivery.stale,
      ...delivery.events.slice(0, taken).map(({ messageId }) => messageId),
    ];
    return episodeChange({
      instance,
      delivered,
      consumed,
      suspended: delivery.suspended,
      decision,
      now,
      newId: this.#context.newId,
      lookUp: (id) => this.#context.hub.instance(id),
    });
  }

  #delivered(count: number): HistoryEvent[] {
    const { delivery, now } = this.#state;
    const Timestamp = new Date(now).toISOString();
    const events = delivery.events.slice(0, count).map((item) => ({ ...item.event, Timestamp }));
    return [event(EventType.OrchestratorStarted, now), ...events];
  }

  /**
   * Events that came after the one at which the orchestrator chose to start over belong to the next execution. Which
   * one that was is found by replaying shorter deliveries: the orchestrator is deterministic, so the search can halve.
   */
  async #firstThatEnds(total: number): Promise<number> {
    let low = 1;
    let high = total;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (continuesAsNew(await this.#outcome(middle, true))) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  async #outcome(count: number, quiet = false): Promise<OrchestratorOutcome> {
    const { instance, past } = this.#state;
    const { invoker } = this.#context;
    const fn = invoker.registry.find(instance.name, 'orchestration');
    if (!fn) {
      const known = invoker.registry.ofKind('orchestration').map(({ name }) => name);
      const message = missingFunction(instance.name, 'orchestrator', known);
      return { state: { isDone: false, actions: [[]] }, failure: { message, stack: '' } };
    }
    return runOrchestrator(invoker, fn, {
      instance,
      past: past.texts,
      delivered: this.#delivered(count),
      quiet,
    });
  }

  #refuse(kind: 'activity' | 'orchestrator', name: string): string | undefined {
    const { registry } = this.#context.invoker;
    const trigger = kind === 'activity' ? 'activity' : 'orchestration';
    if (registry.find(name, trigger)) return undefined;
    return missingFunction(
      name,
      kind,
      registry.ofKind(trigger).map((known) => known.name),
    );
  }
}

function continuesAsNew({ state, failure }: OrchestratorOutcome): boolean {
  return !failure && state.isDone && state.actions.flat().some(({ actionType }) => actionType === 4);
}
