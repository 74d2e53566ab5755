import type { RegisteredFunction } from '../app-model/app-registry.ts';
import { asError } from '../app-model/invoker.ts';
import type { Invoker } from '../app-model/invoker.ts';
import type { OrchestratorOutcome, OrchestratorState } from './actions.ts';
import { OUT_OF_PROC_LABEL } from './failure-text.ts';
import type { HistoryEvent } from './history-events.ts';
import type { InstanceRecord } from './records.ts';

/** Schema V4 of the out-of-process protocol: flat actions, retries and locks numbered as in decide.ts. */
const SCHEMA_VERSION = 3;
/** Long enough that no timer is ever split: this host has no limit on a timer's length. */
const ANY_LENGTH = '10675198.00:00:00';
const NOTHING: OrchestratorState = { isDone: false, actions: [[]] };

export interface Replay {
  instance: InstanceRecord;
  /** JSON texts of the stored history, not parsed: the package does that. */
  past: readonly string[];
  delivered: readonly HistoryEvent[];
  quiet?: boolean;
}

/** Runs the orchestrator function over a history. Never rejects because of what the function does. */
export async function runOrchestrator(
  invoker: Invoker,
  fn: RegisteredFunction,
  replay: Replay,
): Promise<OrchestratorOutcome> {
  const json = bindingJson(replay);
  try {
    const response = await invoker.invoke({ fn, input: { json }, quiet: replay.quiet ?? false });
    return { state: parseState(response.returnValue?.json) };
  } catch (error) {
    return failedOutcome(asError(error));
  }
}

function bindingJson({ instance, past, delivered }: Replay): string {
  const events = [...past, ...delivered.map((event) => JSON.stringify(event))].join(',');
  const rest = JSON.stringify({
    instanceId: instance.instanceId,
    isReplaying: past.length > 0,
    parentInstanceId: instance.parentInstanceId,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: SCHEMA_VERSION,
    longRunningTimerIntervalDuration: ANY_LENGTH,
    maximumShortTimerDuration: ANY_LENGTH,
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  });
  return `{"history":[${events}],"input":${instance.input ?? 'null'},${rest.slice(1)}`;
}

function parseState(json: string | null | undefined): OrchestratorState {
  if (!json)
    throw new Error('The data returned by the out-of-process function execution was not valid json.');
  return JSON.parse(json) as OrchestratorState;
}

function failedOutcome(error: Error): OrchestratorOutcome {
  const stack = error.stack ?? '';
  const at = error.message.indexOf(OUT_OF_PROC_LABEL);
  if (at < 0) return { state: NOTHING, failure: { message: error.message, stack } };
  const state = parseState(error.message.slice(at + OUT_OF_PROC_LABEL.length));
  return { state, failure: { message: state.error ?? error.message.slice(0, at), stack } };
}
