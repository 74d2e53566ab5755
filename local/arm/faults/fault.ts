/** When a rule applies. Texts are compared without regard to case; absent means any. */
export interface FaultMatch {
  /** As in the call counters: `GET virtualMachineScaleSets/virtualMachines`; or an event's operationName. */
  operation?: string;
  /** A part of the resource id, such as a scale set's name. */
  resource?: string;
  /** An instance's id or name. */
  instance?: string;
}

/** What goes wrong. `accept` effects answer the request; `finish` effects spoil what was accepted; `event` effects spoil delivery. */
export type FaultEffect =
  | {
      accept: 'error';
      status: number;
      code: string;
      message: string;
      details?: Array<{ code: string; message: string }>;
      retryAfterSeconds?: number;
    }
  | { accept: 'throttle'; retryAfterSeconds: number }
  | { accept: 'quota' }
  | { accept: 'reset'; after?: boolean }
  | { accept: 'slow'; seconds: number }
  | { accept: 'partialList'; keep: number }
  | { accept: 'emptyList' }
  | { accept: 'metricsMissing' }
  | { finish: 'allocationFailed'; code?: string; message?: string }
  | { finish: 'extensionFailed'; extension?: string }
  | { finish: 'stuck' }
  | { finish: 'vanish'; afterSeconds: number }
  | { finish: 'failLater'; afterSeconds: number }
  | { finish: 'slow'; factor: number }
  | { finish: 'recreate'; afterSeconds: number }
  | { event: 'lost' }
  | { event: 'doubled' }
  | { event: 'delayed'; seconds: number }
  | { event: 'reordered' };

/** A fault as data: which matching occurrence it starts with, how many it hits, and what it does. */
export interface FaultRule {
  key: string;
  match: FaultMatch;
  /** The first matching occurrence it hits, from 1. */
  nth: number;
  /** How many occurrences it hits; null for all. */
  times: number | null;
  effect: FaultEffect;
  /** Matching occurrences so far. */
  seen: number;
}
