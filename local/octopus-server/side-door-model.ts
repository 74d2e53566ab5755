/** The documents that only the side door makes: what the server finds around it, and what goes wrong. */

/** What answers at an address; see README "Tentacles". */
export interface Tentacle {
  /** `host:port` in lower case, or the `poll://` address of a polling one. */
  readonly Id: string;
  readonly thumbprint: string;
  /** Reachable from this instant on; null = never. */
  readonly from: number | null;
  /** Gone from this instant on; null = stays. */
  readonly until: number | null;
  /** Spans in which it cannot be reached. */
  readonly outages: readonly { readonly from: number; readonly until: number }[];
  /** Healthy from this instant on; null = never (reachable, but its health check fails). */
  readonly healthyFrom: number | null;
}

/** A machine whose own start-up script registers it at an instant. */
export interface SelfRegistration {
  readonly Id: string;
  readonly at: number;
  readonly SpaceId: string;
  /** The fields of a machine as they would be sent to POST machines. */
  readonly machine: Record<string, unknown>;
  /** Replace a machine of the same name, as `register-with --force` does. */
  readonly force: boolean;
}

export type FaultEffect =
  | {
      readonly type: 'status';
      readonly status: number;
      readonly message?: string;
      readonly retryAfter?: number;
    }
  | { readonly type: 'slow'; readonly milliseconds: number; readonly wall?: boolean }
  | { readonly type: 'hang' }
  | { readonly type: 'reset' }
  | { readonly type: 'answer-lost' }
  | { readonly type: 'late'; readonly milliseconds: number }
  | { readonly type: 'task-fails'; readonly message: string }
  | { readonly type: 'task-stuck' };

export interface Fault {
  readonly Id: string;
  /** For requests: the method, any when absent; for tasks: the task's name. */
  readonly method?: string;
  /** A regular expression over the path without its `/api` and space parts; any when absent. */
  readonly path?: string;
  readonly task?: string;
  /** Matches let through before the first effect. */
  after: number;
  /** Effects left; null = for ever. */
  times: number | null;
  readonly effect: FaultEffect;
}
