/** A machine that was registered. Instants are milliseconds since the epoch. */
export interface Target {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly vmId: string;
  readonly address: string;
  readonly disabled: boolean;
  /** When its health was last asked for. */
  readonly checkedAt?: number;
}

export interface Deployment {
  readonly id: string;
  readonly owner: string;
  /** Of the request; absent when a person made it. */
  readonly key?: string;
  readonly release: string;
  /** Empty: to all. */
  readonly targets: readonly string[];
  /** Those of them that were there and on when it began. */
  readonly reached: readonly string[];
  readonly at: number;
  /** It fails, and why. */
  readonly fails?: string;
}

/** What the machines of an owner are to have. */
export interface Release {
  readonly version: string;
  readonly since: number;
}

/** Something that was done, however often it was asked for. */
export interface Happening {
  readonly at: number;
  readonly what: 'registered' | 'deregistered' | 'deployed';
  readonly owner: string;
  /** The machines it was done to. */
  readonly vmIds: readonly string[];
  readonly release?: string;
  readonly deployment?: string;
}

/** All that the receiver knows. Replaced, never changed in place. */
export interface State {
  readonly targets: readonly Target[];
  readonly deployments: readonly Deployment[];
  /** By owner. */
  readonly releases: Readonly<Record<string, Release>>;
  /** Why deployments of a release fail, by version. */
  readonly bad: Readonly<Record<string, string>>;
  readonly history: readonly Happening[];
  /** The last number given out: no id is given twice. */
  readonly lastId: number;
}

export const EMPTY: State = { targets: [], deployments: [], releases: {}, bad: {}, history: [], lastId: 0 };

export interface Settings {
  /** How long a health check takes, how long a deployment waits, and how long it runs. */
  readonly checkMs: number;
  readonly queueMs: number;
  readonly deployMs: number;
  /** So many targets, or deployments, go on a page. */
  readonly pageSize: number;
  /** How a machine is at the moment; `gone`: nobody answers there. */
  readonly machine: (vmId: string) => 'well' | 'ill' | 'gone';
}

export const DEFAULT_SETTINGS: Settings = {
  checkMs: 3_000,
  queueMs: 1_000,
  deployMs: 20_000,
  pageSize: 200,
  machine: () => 'well',
};

/** What a rule works on. */
export interface World {
  readonly state: State;
  readonly now: number;
  readonly settings: Settings;
}

/** What comes of a request: an answer, and the state after it. */
export interface Outcome {
  readonly state: State;
  readonly answer: Record<string, unknown>;
}

/** A request that is not done as it stands. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
