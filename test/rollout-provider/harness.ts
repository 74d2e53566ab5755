import { afterEach, beforeEach } from '@jest/globals';
import type { Place, UnitSpec } from '../../shared/contracts/rollout/facets.ts';
import { RolloutPolicy } from '../../shared/contracts/rollout/policy.ts';
import type { Attempt, Progress, RolloutProvider } from '../../shared/ports/rollout.ts';

/** A cloud with one fleet: a base with machines, in production and under autoscale, and an image to roll out. */
export interface ProviderUnderTest {
  /** A provider as another process would have it: it knows nothing that is not in the cloud, or in a row. */
  provider(): RolloutProvider;
  fleet: string;
  base: { unit: string; size: number };
  image: UnitSpec['image'];
  missingImage: UnitSpec['image'];
  front: { loadBalancer: string; productionPool: string; stagePool: string };
  elapse(seconds: number): Promise<void>;
  /** A unit of that name that no rollout of this fleet made. */
  makeForeign(unit: string): void;
  /** What goes wrong with the next write. */
  spoil(how: 'refused' | 'operationFails' | 'unavailable' | 'answerLost'): void;
  failMachine(unit: string): void;
  /** The cloud's own view of which units have machines that take production traffic. */
  inProduction(): Promise<string[]>;
  stop(): Promise<void>;
}

export const IN_PRODUCTION: Place = { production: 100, stage: false, mirror: 0 };
export const ON_STAGE: Place = { production: 0, stage: true, mirror: 0 };
export const NOWHERE: Place = { production: 0, stage: false, mirror: 0 };
export const UNIT = 'web__1';

/** What the contract says to a provider, each step by a process of its own. */
export class Harness {
  under!: ProviderUnderTest;
  #attempts = 0;

  constructor(given: () => Promise<ProviderUnderTest>) {
    beforeEach(async () => {
      this.under = await given();
      this.#attempts = 0;
    });
    afterEach(() => this.under.stop());
  }

  attempt(): Attempt {
    return { once: `rollout-1|${++this.#attempts}`, at: '2026-01-01T00:00:00.000Z' };
  }

  async through(begun: Promise<Progress> | Progress): Promise<Progress> {
    let progress = await begun;
    for (let polls = 0; progress.state === 'running'; polls++) {
      if (polls > 200) throw new Error('it does not end');
      await this.under.elapse(progress.pollAfterSeconds);
      const { operation } = JSON.parse(JSON.stringify(progress)) as { operation: string };
      progress = await this.under.provider().poll(operation);
    }
    return progress;
  }

  spec(over: Partial<UnitSpec> = {}): UnitSpec {
    return {
      like: this.under.base.unit,
      image: this.under.image,
      size: { min: 0, desired: 0, max: 10 },
      place: IN_PRODUCTION,
      revision: 1,
      labels: {},
      secrets: {},
      ...over,
    };
  }

  front(): string {
    return Object.values(this.under.front).join('/');
  }

  policy(over: Record<string, unknown> = { canary: { steps: [{ upgrade: '100%' }] } }): RolloutPolicy {
    return RolloutPolicy.parse({ fleet: this.under.fleet, image: this.under.image, ...over });
  }

  make(over: Partial<UnitSpec> = {}, unit = UNIT): Promise<Progress> {
    const { existence } = this.under.provider().facets;
    return this.through(existence.begin(unit, { made: this.spec(over) }, this.attempt()));
  }

  remove(unit: string): Promise<Progress> {
    return this.through(this.under.provider().facets.existence.begin(unit, 'absent', this.attempt()));
  }

  resize(unit: string, desired: number): Promise<Progress> {
    const to = { min: 0, desired, max: 10 };
    return this.through(this.under.provider().facets.size.begin(unit, to, this.attempt()));
  }

  expose(places: Record<string, Place>): Promise<Progress> {
    return this.through(this.under.provider().facets.exposure.begin(this.front(), places, this.attempt()));
  }

  autoscale(unit: string, to: 'off' | { saved: string }): Promise<Progress> {
    return this.through(this.under.provider().facets.autoscale.begin(unit, to, this.attempt()));
  }

  async untilReady(unit: string, size: number): Promise<void> {
    for (let looks = 0; looks < 100; looks++) {
      const seen = await this.under.provider().readiness(unit);
      if (seen.size === size && seen.ready === size) return;
      await this.under.elapse(10);
    }
    throw new Error(`${unit} never has ${size} ready machines`);
  }
}
