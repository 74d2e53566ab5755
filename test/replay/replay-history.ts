import type { Dependencies } from '../../functions/dependencies.ts';
import { registerApp } from '../../functions/app.ts';
import { CARE_FOR_FLEET } from '../../shared/contracts/activities.ts';
import { Invoker } from '../../local/host/app-model/invoker.ts';
import { type Action, ActionType } from '../../local/host/durable-engine/actions.ts';
import { runOrchestrator } from '../../local/host/durable-engine/run-orchestrator.ts';
import { collectRegistrations } from '../../local/host/functions-core.ts';

/** A history of the care for a fleet as a host stored it, and what the code of its day asked for on it. */
export interface GoldenHistory {
  /** JSON text. */
  input: string;
  /** JSON texts, in order. */
  events: string[];
  /** One a yield: `lookAtScaleSet`, `timer`, `any(hintReceived, timer)`. */
  actions: string[];
}

// Nothing of it is called: a replay runs the orchestrator alone.
const NO_DEPENDENCIES = { access: 'local', reconcileSchedule: '0 */5 * * * *' } as Dependencies;
const registerForReplay = () => registerApp(NO_DEPENDENCIES);

/** Runs today's orchestrator over a history. Throws what it throws, for example when it no longer follows the history. */
export async function replayHistory({
  input,
  events,
}: Pick<GoldenHistory, 'input' | 'events'>): Promise<string[]> {
  const registry = await collectRegistrations(registerForReplay);
  const fn = registry.functions.get(CARE_FOR_FLEET.toLowerCase()) ?? registry.functions.get(CARE_FOR_FLEET);
  if (!fn) throw new Error(`${CARE_FOR_FLEET} is not registered`);
  const invoker = new Invoker({ registry, clientData: () => '{}', log: () => undefined });
  const { state, failure } = await runOrchestrator(invoker, fn, {
    instance: instanceOf(input),
    past: events,
    delivered: [],
  });
  if (failure) throw new Error(failure.message);
  return (state.actions[0] ?? []).map(nameOf);
}

function instanceOf(input: string) {
  return {
    ...{
      instanceId: 'fleet-web',
      executionId: 'golden',
      name: CARE_FOR_FLEET,
      version: '',
      input,
      output: null,
    },
    ...{ status: 'Running' as const, customStatus: null, createdAt: 0, updatedAt: 0, historyLength: 0 },
    ...{ parentInstanceId: null, parentExecutionId: null, parentTaskId: null },
  };
}

function nameOf(action: Action): string {
  switch (action.actionType) {
    case ActionType.CallActivity:
      return action.functionName ?? '';
    case ActionType.CreateTimer:
      return 'timer';
    case ActionType.WaitForExternalEvent:
      return action.externalEventName ?? '';
    case ActionType.WhenAny:
      return `any(${(action.compoundActions ?? []).map(nameOf).join(', ')})`;
    case ActionType.ContinueAsNew:
      return 'continueAsNew';
    default:
      return `action ${action.actionType}`;
  }
}
