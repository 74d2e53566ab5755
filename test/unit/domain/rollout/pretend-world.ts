import type { Change, Facets, Place, Size } from '../../../../shared/contracts/rollout/facets.ts';
import type { World } from '../../../../shared/contracts/rollout/plan.ts';
import type { Entry } from '../../../../shared/contracts/rollout/record.ts';
import type { Act, ActOutcome } from '../../../../shared/contracts/rollout/turn.ts';

interface Unit {
  size: Size;
  autoscale: Facets['autoscale'];
  labels: Record<string, string>;
}

/** What goes wrong with the next begun change. */
export type Fault =
  'refused' | 'failsDone' | 'failsUndone' | 'slow' | 'stuck' | 'badMachine' | 'unreachable' | 'measured';

export interface Start {
  stable: number;
  hasAutoscale: boolean;
  isBlueGreen: boolean;
}

const STABLE = 'web';
const NEW = 'web__1';
const FRONT = 'lb';
const POLLS = 3;

/** What is not there has nothing. */
const NO_UNIT: Unit = { size: { min: 0, desired: 0, max: 0 }, autoscale: 'off', labels: {} };

/** A cloud in memory, as far as a rollout sees one: what was asked for becomes true at once, or after some polls, or never. */
export class PretendWorld {
  readonly units = new Map<string, Unit>();
  readonly journal: Entry[] = [];
  exposure: Record<string, Place>;
  readonly #isBlueGreen: boolean;
  #pending: { change: Change; polls: number; end: 'done' | 'failed' } | undefined;
  faults: Fault[] = [];

  constructor({ stable, hasAutoscale, isBlueGreen }: Start) {
    const size = { min: 0, desired: stable, max: 10 };
    this.units.set(STABLE, {
      size,
      autoscale: hasAutoscale ? { saved: 'base' } : 'off',
      labels: { owner: 'us' },
    });
    this.exposure = { [STABLE]: { production: 100, stage: false, mirror: 0 } };
    this.#isBlueGreen = isBlueGreen;
  }

  /** As a provider would survey it. */
  survey(): World {
    const stable = this.#unit(STABLE);
    return {
      traits: { progress: 'instances', newUnit: 'empty', exposure: 'unitByUnit' },
      base: STABLE,
      stable: STABLE,
      units: [
        {
          ...{
            name: STABLE,
            revision: 0,
            size: stable.size,
            ready: stable.size.desired,
            labels: stable.labels,
          },
          ...{
            hasAutoscale: stable.autoscale !== 'off',
            place: this.exposure[STABLE] as Place,
            isProtected: true,
          },
        },
      ],
      next: { name: NEW, revision: 1 },
      running: stable.size,
      ...(stable.autoscale === 'off' ? {} : { baseAutoscale: 'base' }),
      ...(this.#isBlueGreen ? { front: FRONT } : {}),
      checks: [],
    };
  }

  /** Everything there is, to be compared. */
  picture(): unknown {
    const places = Object.entries(this.exposure).filter(
      ([, { production, stage }]) => production > 0 || stage,
    );
    return { units: Object.fromEntries(this.units), exposure: Object.fromEntries(places) };
  }

  machines(): number {
    return [...this.units.values()].reduce((sum, { size }) => sum + size.desired, 0);
  }

  /** Machines that production reaches. */
  inProduction(): number {
    return [...this.units].reduce(
      (sum, [name, { size }]) => sum + ((this.exposure[name]?.production ?? 0) > 0 ? size.desired : 0),
      0,
    );
  }

  autoscaled(): string[] {
    return [...this.units].flatMap(([name, { autoscale }]) => (autoscale === 'off' ? [] : [name]));
  }

  perform(act: Act, context: { step: number; direction: 'forward' | 'back' }): ActOutcome | undefined {
    switch (act.do) {
      case 'begin':
        return this.#begin(act, context);
      case 'poll':
        return this.#poll();
      case 'observe':
        return this.#observe(act.unit);
      case 'compare':
        return { of: 'compared', size: this.units.get(act.with)?.size.desired ?? 0 };
      case 'reach':
        return { of: 'reachable', well: this.faults.pop() !== 'unreachable', why: 'asked' };
      case 'measure':
        return this.#measure();
      default:
        return undefined;
    }
  }

  #begin(
    { seq, change, why }: Extract<Act, { do: 'begin' }>,
    { step, direction }: { step: number; direction: 'forward' | 'back' },
  ): ActOutcome {
    const before = this.#read(change);
    const at = '2026-01-01T00:00:00.000Z';
    this.journal.push({ seq, step, direction, ...change, before, at, why } as Entry);
    const fault = this.faults.pop();
    if (fault === 'refused' || fault === 'failsUndone') return failedChange();
    if (fault === 'failsDone') this.#apply(change);
    if (fault === 'failsDone') return failedChange();
    this.#pending = {
      change,
      polls: fault === 'stuck' ? Infinity : fault === 'slow' ? POLLS : 0,
      end: 'done',
    };
    return this.#poll();
  }

  #poll(): ActOutcome {
    if (!this.#pending) return { of: 'change', state: 'done' };
    this.#pending.polls -= 1;
    if (this.#pending.polls > 0) return { of: 'change', state: 'running', pollAfterSeconds: 15 };
    this.#apply(this.#pending.change);
    this.#pending = undefined;
    return { of: 'change', state: 'done' };
  }

  #observe(name: string): ActOutcome {
    const size = this.units.get(name)?.size.desired ?? 0;
    const bad = this.faults.pop() === 'badMachine' && size > 0;
    const failed = bad ? [{ name: `${name}_0`, reason: 'an extension failed' }] : [];
    return { of: 'ready', size, ready: bad ? size - 1 : size, failed };
  }

  #measure(): ActOutcome {
    const verdict = this.faults.pop() === 'measured' ? 'failure' : 'success';
    return { of: 'measurement', verdict, reason: 'as it was measured' };
  }

  #read({ facet, of }: Change): Facets[Change['facet']] {
    if (facet === 'exposure') return structuredClone(this.exposure);
    const unit = this.units.get(of);
    if (facet === 'existence') return unit ? 'present' : 'absent';
    return (unit ?? NO_UNIT)[facet];
  }

  #apply({ facet, of, to }: Change): void {
    if (facet === 'exposure') this.exposure = structuredClone(to);
    else if (facet === 'existence') this.#make(of, to);
    else {
      const unit = this.units.get(of);
      // What is not there needs no change.
      if (unit) Object.assign(unit, { [facet]: structuredClone(to) });
    }
  }

  #make(of: string, to: Facets['existence']): void {
    if (to === 'absent') {
      this.units.delete(of);
      delete this.exposure[of];
    } else if (to !== 'present') {
      this.units.set(of, { size: to.made.size, autoscale: 'off', labels: {} });
      this.exposure = { ...this.exposure, [of]: to.made.place };
    }
  }

  #unit(name: string): Unit {
    const unit = this.units.get(name);
    if (!unit) throw new Error(`there is no ${name}`);
    return unit;
  }
}

function failedChange(): ActOutcome {
  const problem = {
    kind: 'Permanent' as const,
    code: 'refused',
    message: 'The cloud said no.',
    nextStep: 'Look there.',
  };
  return { of: 'change', state: 'failed', problem };
}
