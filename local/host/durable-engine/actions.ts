import type { RetryPolicy } from './history-events.ts';

/** Action numbers of the out-of-process protocol. */
export const ActionType = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  CallEntity: 7,
  CallHttp: 8,
  SignalEntity: 9,
  WhenAny: 11,
  WhenAll: 12,
  LockEntities: 13,
  ReleaseEntities: 14,
} as const;

/** One action as `durable-functions` reports it; which properties are there depends on the type. */
export interface Action {
  actionType: number;
  functionName?: string;
  input?: unknown;
  retryOptions?: RetryPolicy;
  instanceId?: string;
  version?: string;
  fireAt?: string;
  isCanceled?: boolean;
  externalEventName?: string;
  operation?: string;
  compoundActions?: Action[];
  lockSet?: { name: string; key: string }[];
  lockRequestId?: string;
}

/** What one run of an orchestrator function answered. */
export interface OrchestratorState {
  isDone: boolean;
  actions: Action[][];
  output?: unknown;
  error?: string;
  customStatus?: unknown;
}

/** What the host found out about the run: the reported state, and the error text when the function threw. */
export interface OrchestratorOutcome {
  state: OrchestratorState;
  /** The function failed with this message; `stack` goes into the details. */
  failure?: { message: string; stack: string };
}

/** An action that takes sequence numbers, in the order in which the package gives them out. */
export interface NumberedAction {
  action: Action;
  /** How many numbers it takes; more than one only for the release of several locks. */
  numbers: number;
  /** For a release: the entities to release. */
  released?: string[];
}

export interface FlatActions {
  numbered: NumberedAction[];
  continueAsNew: Action | undefined;
  /** Locks that the orchestrator still holds after its last action. */
  held: { lockRequestId: string; entities: string[] } | undefined;
  /** The first action that this host cannot do, as a sentence. */
  unsupported: string | undefined;
}

export function schedulerId(entity: { name: string; key: string }): string {
  return `@${entity.name.toLowerCase()}@${entity.key}`;
}

/**
 * Takes the compound actions apart. Waiting for an external event takes no number: the package finds the waiting task
 * by the event's name.
 */
export function flattenActions(actions: readonly Action[]): FlatActions {
  const flat: FlatActions = {
    numbered: [],
    continueAsNew: undefined,
    held: undefined,
    unsupported: undefined,
  };
  for (const action of actions) addAction(flat, action);
  return flat;
}

function addAction(flat: FlatActions, action: Action): void {
  switch (action.actionType) {
    case ActionType.WhenAll:
    case ActionType.WhenAny:
      for (const child of action.compoundActions ?? []) addAction(flat, child);
      break;
    case ActionType.ContinueAsNew:
      flat.continueAsNew = action;
      break;
    case ActionType.WaitForExternalEvent:
      break;
    case ActionType.LockEntities:
      flat.numbered.push({ action, numbers: 1 });
      flat.held = heldBy(action);
      break;
    case ActionType.ReleaseEntities:
      addRelease(flat, action);
      break;
    default:
      flat.unsupported ??= whyUnsupported(action);
      flat.numbered.push({ action, numbers: 1 });
  }
}

function heldBy({ lockRequestId = '', lockSet = [] }: Action): NonNullable<FlatActions['held']> {
  return { lockRequestId, entities: lockSet.map(schedulerId) };
}

function addRelease(flat: FlatActions, action: Action): void {
  const released = flat.held?.entities ?? [];
  flat.numbered.push({ action, numbers: released.length, released });
  flat.held = undefined;
}

const SUPPORTED: ReadonlySet<number> = new Set([0, 1, 2, 3, 5, 7, 9]);

function whyUnsupported(action: Action): string | undefined {
  if (action.actionType === ActionType.CallHttp)
    return 'callHttp is not supported by the embedded host; call an activity that makes the request.';
  if (!SUPPORTED.has(action.actionType))
    return `Received an unexpected action type from the out-of-proc function: '${action.actionType}'.`;
  if (action.retryOptions?.retryTimeoutInMilliseconds !== undefined)
    return 'retryTimeoutInMilliseconds is not supported by the embedded host; limit the number of attempts.';
  return undefined;
}
