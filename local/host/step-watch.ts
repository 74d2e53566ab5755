/** One step of the host that tests can watch and crash at. */
export interface HostStep {
  /** Counted from 1. */
  number: number;
  /** After a durable commit, or before an activity's answer is committed. */
  kind: 'commit' | 'activity-result';
  detail: string;
}

export type OnStep = (step: HostStep) => void | 'crash';

/** Thrown through whatever was running when the host was abandoned, so that nothing of it is acknowledged. */
export class HostAbandoned extends Error {
  constructor() {
    super('The host was abandoned.');
    this.name = 'HostAbandoned';
  }
}

/** Counts the steps and asks the watcher whether to crash. */
export class StepWatch {
  readonly #onStep: OnStep | undefined;
  readonly #abandon: () => void;
  #number = 0;

  constructor(onStep: OnStep | undefined, abandon: () => void) {
    this.#onStep = onStep;
    this.#abandon = abandon;
  }

  /** False when the host has just been abandoned. */
  step(kind: HostStep['kind'], detail: string): boolean {
    if (!this.#onStep) return true;
    if (this.#onStep({ number: ++this.#number, kind, detail }) !== 'crash') return true;
    this.#abandon();
    return false;
  }
}
