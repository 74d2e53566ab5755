import { flattenActions } from './actions.ts';
import type { FlatActions, OrchestratorOutcome } from './actions.ts';
import { isFailure, retriedNumbers } from './deliver.ts';
import { orchestratorFailure } from './failure-text.ts';
import type { FailureText } from './failure-text.ts';
import { EventType, takesNumber } from './history-events.ts';
import type { HistoryEvent, RetryMark } from './history-events.ts';
import type { InstanceRecord } from './records.ts';
import {
  nothingScheduled,
  scheduleAction,
  scheduleAgain,
  scheduleRelease,
  scheduleTimer,
} from './schedule-actions.ts';
import type { Scheduled, SchedulingContext } from './schedule-actions.ts';

export interface EpisodeInput {
  instance: InstanceRecord;
  past: readonly HistoryEvent[];
  /** What this episode delivered, its OrchestratorStarted first. */
  delivered: readonly HistoryEvent[];
  outcome: OrchestratorOutcome;
  now: number;
  newId: () => string;
  /** Says why a function may not be called, or nothing when it may. */
  refuse: (kind: 'activity' | 'orchestrator', name: string) => string | undefined;
}

export interface Decision extends Scheduled {
  /** Timers of earlier episodes that the orchestrator has cancelled since. */
  canceledTimers: number[];
  /** JSON text, when the orchestrator set one. */
  customStatus: string | undefined;
  end:
    | { kind: 'completed'; output: string }
    | { kind: 'failed'; failure: FailureText }
    | { kind: 'continueAsNew'; input: string | null; droppedEvents: number }
    | undefined;
}

/**
 * The heart of the engine, pure: from the history, what was delivered and what the orchestrator function answered, to
 * what has to happen next. The actions are those of the whole execution; the ones that have their events in the
 * history already are skipped by counting.
 */
export function decide(input: EpisodeInput): Decision {
  const history = [...input.past, ...input.delivered];
  const created = history.filter(takesNumber);
  const flat = flattenActions(input.outcome.state.actions.flat());
  const customStatus = customStatusOf(input.outcome);
  const refusal = flat.unsupported ?? firstRefusal(flat, input) ?? tooLong(customStatus);
  const context = { ...input, nextNumber: created.length };
  const scheduled = nothingScheduled();
  const numbers = assign(flat, created, refusal ? undefined : { context, scheduled });
  const retry = input.delivered.at(-1);
  const end = endOf(input, { flat, refusal, history });
  if (retry && !end) scheduleRetry(context, retry, { history, scheduled });
  if (end && flat.held) for (const entity of flat.held.entities) scheduleRelease(context, entity, scheduled);
  return {
    ...scheduled,
    canceledTimers: numbers.canceled,
    customStatus: refusal === undefined ? customStatus : undefined,
    end,
  };
}

/** Walks the actions along the events that they have caused already, and schedules those that have none. */
function assign(
  flat: FlatActions,
  created: readonly HistoryEvent[],
  target: { context: SchedulingContext; scheduled: Scheduled } | undefined,
): { canceled: number[] } {
  const own = created.filter((candidate) => !candidate.Retry?.again);
  const canceled: number[] = [];
  let known = 0;
  for (const numbered of flat.numbered) {
    const first = own[known];
    known += numbered.numbers;
    if (!first && target) scheduleAction(target.context, numbered, target.scheduled);
    if (first?.EventType === EventType.TimerCreated && numbered.action.isCanceled)
      canceled.push(first.EventId);
  }
  return { canceled };
}

function firstRefusal(flat: FlatActions, input: EpisodeInput): string | undefined {
  for (const { action } of flat.numbered) {
    const kind = action.actionType <= 1 ? 'activity' : action.actionType <= 3 ? 'orchestrator' : undefined;
    const refusal = kind && input.refuse(kind, action.functionName ?? '');
    if (refusal) return refusal;
  }
  return undefined;
}

function scheduleRetry(
  context: SchedulingContext,
  last: HistoryEvent,
  { history, scheduled }: { history: readonly HistoryEvent[]; scheduled: Scheduled },
): void {
  const retried = retriedNumbers(history);
  const mark = retried.get((isFailure(last) ? last.TaskScheduledId : last.TimerId) ?? -1);
  if (!mark) return;
  if (isFailure(last)) {
    const fireAt = context.now + delayAfter(mark);
    scheduleTimer(context, { fireAt, canceled: false, retry: { ...mark, again: true } }, scheduled);
  } else if (mark.attempt < mark.policy.maxNumberOfAttempts) {
    scheduleAgain(context, { ...mark, attempt: mark.attempt + 1 }, scheduled);
  }
}

/** Milliseconds until the next attempt. After the last attempt there is one more timer, which fires at once. */
function delayAfter({ attempt, policy }: RetryMark): number {
  if (attempt >= policy.maxNumberOfAttempts) return 0;
  const delay = policy.firstRetryIntervalInMilliseconds * (policy.backoffCoefficient ?? 1) ** (attempt - 1);
  return Math.min(delay, policy.maxRetryIntervalInMilliseconds ?? Number.MAX_SAFE_INTEGER);
}

function endOf(
  { instance, outcome }: EpisodeInput,
  seen: { flat: FlatActions; refusal: string | undefined; history: readonly HistoryEvent[] },
): Decision['end'] {
  const message = seen.refusal ?? outcome.failure?.message;
  if (message !== undefined) {
    const stack = outcome.failure?.stack ?? '';
    return { kind: 'failed', failure: orchestratorFailure(instance.name, message, stack) };
  }
  if (!outcome.state.isDone) return undefined;
  const again = seen.flat.continueAsNew;
  if (!again) return { kind: 'completed', output: JSON.stringify(outcome.state.output ?? null) };
  const input = again.input === undefined ? null : JSON.stringify(again.input);
  return { kind: 'continueAsNew', input, droppedEvents: droppedEvents(outcome, seen.history) };
}

/** External events that nobody waited for are lost by continueAsNew, as on Azure. */
function droppedEvents(outcome: OrchestratorOutcome, history: readonly HistoryEvent[]): number {
  const open = new Map<string, number>();
  for (const { EventType: type, Name = '' } of history)
    if (type === EventType.EventRaised) open.set(Name, (open.get(Name) ?? 0) + 1);
  for (const name of waitedFor(outcome.state.actions.flat())) open.set(name, (open.get(name) ?? 0) - 1);
  // Answers of entities are raised events too; the package waits for them by their id.
  return [...open].reduce((sum, [name, count]) => sum + (isId(name) ? 0 : Math.max(0, count)), 0);
}

function waitedFor(actions: OrchestratorOutcome['state']['actions'][number]): string[] {
  return actions.flatMap((action) => [
    ...(action.externalEventName === undefined ? [] : [action.externalEventName]),
    ...waitedFor(action.compoundActions ?? []),
  ]);
}

function isId(name: string): boolean {
  return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(name);
}

/** 16 KB of UTF-16, as in the Durable extension; without this a status that fails on Azure would pass here. */
const LONGEST_STATUS = 8 * 1024;

function tooLong(customStatus: string | undefined): string | undefined {
  if ((customStatus ?? '').length <= LONGEST_STATUS) return undefined;
  return 'The size of the custom status, as JSON, must not exceed 16 KB of UTF-16 text.';
}

function customStatusOf({ state }: OrchestratorOutcome): string | undefined {
  return state.customStatus === undefined || state.customStatus === null
    ? undefined
    : JSON.stringify(state.customStatus);
}
