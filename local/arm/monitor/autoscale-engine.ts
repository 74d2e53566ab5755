import { faultsFor } from '../faults/apply-faults.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import { scaleSetById } from '../operations/finding.ts';
import { AUTOSCALE_SETTINGS } from '../operations/autoscale-settings.ts';
import type { ScaleSetRecord } from '../records.ts';
import { OnceAMinute } from '../rules/once-a-minute.ts';
import { changeScaleSet } from '../rules/write-scale-set.ts';
import { stateOf } from '../rules/scale-set-state.ts';
import type { ResourceRecord } from '../store/store.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { decideCapacity, type ReadMetric } from './autoscale-decision.ts';
import { summarize } from './metrics.ts';
import { profileInForce } from './profile-in-force.ts';
import { raiseWebhook } from './autoscale-webhook.ts';

/** Acts on all enabled settings once a minute, while there are any. */
export class AutoscaleEngine {
  readonly #world: World;
  readonly #changed: () => void;
  readonly #rounds: OnceAMinute;

  /** `changed` runs after each round that has scaled something. */
  constructor(world: World, changed: () => void) {
    this.#world = world;
    this.#changed = changed;
    this.#rounds = new OnceAMinute(world.clock, {
      wanted: () => [...world.store.resources.group(AUTOSCALE_SETTINGS)].some(isEnabled),
      round: () => this.#round(),
    });
  }

  /** Call whenever settings may have been written. */
  wake(): void {
    this.#rounds.wake();
  }

  stop(): void {
    this.#rounds.stop();
  }

  #round(): void {
    for (const setting of [...this.#world.store.resources.group(AUTOSCALE_SETTINGS)]) this.#tried(setting);
    this.#changed();
  }

  /** One setting whose set is refused more, by a quota or a full subnet, is no other's concern. */
  #tried(setting: ResourceRecord): void {
    const { store, log } = this.#world;
    try {
      this.#act(setting);
      store.commit();
    } catch (error) {
      store.rollback();
      log(`autoscale ${setting.id}: ${String(error)}`);
    }
  }

  #act(setting: ResourceRecord): void {
    const now = this.#world.clock.now();
    const properties = objectAt(setting.body, 'properties');
    const scaleSet = scaleSetById(this.#world, textAt(properties, 'targetResourceUri') ?? '', now);
    const profile = profileInForce(properties, now);
    // A set that is still settling is left alone, as scaling it again would preempt what runs.
    if (
      !isEnabled(setting) ||
      !scaleSet ||
      !profile ||
      stateOf(this.#world.store, scaleSet, now) !== 'Succeeded'
    )
      return;
    const capacity = this.#decide({ setting, scaleSet, profile, now });
    if (capacity !== scaleSet.sku.capacity) this.#scale({ setting, scaleSet, capacity, now });
  }

  #decide(facts: {
    setting: ResourceRecord;
    scaleSet: ScaleSetRecord;
    profile: JsonObject;
    now: number;
  }): number {
    const { setting, scaleSet, profile, now } = facts;
    const missing = faultsFor(this.#world.store, 'accept', {
      operation: 'autoscale',
      resource: scaleSet.key,
    }).some(({ accept }) => accept === 'metricsMissing');
    const metric: ReadMetric = (resource, name, seconds) =>
      missing
        ? undefined
        : summarize(this.#world, { resource, name }, { from: now - seconds * SECOND, until: now })?.average;
    const lastScaled = this.#world.store.counters.get(`scaled ${setting.key}`)?.value;
    return decideCapacity(profile, { current: scaleSet.sku.capacity, now, lastScaled, metric });
  }

  #scale(step: { setting: ResourceRecord; scaleSet: ScaleSetRecord; capacity: number; now: number }): void {
    const { setting, scaleSet, capacity, now } = step;
    const { store, chance } = this.#world;
    const id = chance.guid('autoscale', store.next('autoscale'));
    const url = `https://management.azure.com${textAt(setting.body, 'properties', 'targetResourceUri')}`;
    changeScaleSet(this.#world, scaleSet, {
      write: { sku: { capacity }, extras: {}, properties: {} },
      cause: { id, method: 'PATCH', url, now },
    });
    store.counters.put({ key: `scaled ${setting.key}`, value: now });
    for (const notification of listAt(setting.body, 'properties', 'notifications'))
      for (const webhook of listAt(notification, 'webhooks').filter(isObject))
        raiseWebhook(this.#world, { webhook, setting, scaleSet, capacity, now });
  }
}

function isEnabled(setting: ResourceRecord): boolean {
  return objectAt(setting.body, 'properties').enabled === true;
}
