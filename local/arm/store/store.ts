import type { FaultRule } from '../faults/fault.ts';
import type { DeliveryRecord, SubscriptionRecord } from '../events/records.ts';
import type { JsonObject } from '../json.ts';
import type { PrincipalRecord } from '../rights/grant.ts';
import type {
  ApplicationRecord,
  InstanceRecord,
  MetricRecord,
  OperationRecord,
  OsUpgradeRecord,
  PublishedImage,
  RollingUpgradeRecord,
  ScaleSetRecord,
} from '../records.ts';
import { Collection, GroupedCollection, type Change } from './collection.ts';
import type { Journal } from './journal.ts';

/** Any resource that is kept as written: load balancers, autoscale settings, images, ... */
export interface ResourceRecord {
  /** The resource id in lower case. */
  key: string;
  id: string;
  type: string;
  body: JsonObject;
  /** Counts the writes; what an etag is made of. */
  revision: number;
  /** The operation that last wrote it, for types whose writes take time. */
  operation?: string;
  /** Gone from then on, for types whose deletion takes time. */
  goneAt?: number;
}

/** Counters: operations begun, subnets given out, events raised. */
export interface CounterRecord {
  key: string;
  value: number;
}

/** All state of the simulator. Changes become durable together, or not at all. */
export class Store {
  readonly scaleSets = new Collection<ScaleSetRecord>('scaleSets');
  readonly instances = new GroupedCollection<InstanceRecord>('instances', (record) => record.scaleSet);
  readonly operations = new Collection<OperationRecord>('operations');
  readonly resources = new GroupedCollection<ResourceRecord>('resources', (record) => record.type);
  readonly metrics = new Collection<MetricRecord>('metrics');
  readonly upgrades = new Collection<RollingUpgradeRecord>('upgrades');
  readonly osUpgrades = new GroupedCollection<OsUpgradeRecord>('osUpgrades', (record) => record.scaleSet);
  readonly marketplace = new Collection<PublishedImage>('marketplace');
  readonly applications = new Collection<ApplicationRecord>('applications');
  readonly deliveries = new Collection<DeliveryRecord>('deliveries');
  readonly subscriptions = new Collection<SubscriptionRecord>('subscriptions');
  readonly faults = new Collection<FaultRule>('faults');
  readonly principals = new Collection<PrincipalRecord>('principals');
  readonly counters = new Collection<CounterRecord>('counters');
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
    this.#load(journal.read());
  }

  /** Makes everything since the last commit durable; when that fails it throws, and all can still be taken back. */
  commit(): void {
    const changes = this.#collections().flatMap((collection) => collection.changes());
    if (changes.length > 0) this.#journal.write(changes);
    for (const collection of this.#collections()) collection.settle();
  }

  rollback(): void {
    for (const collection of this.#collections()) collection.rollback();
  }

  /** Does something that leaves no trace when it throws, while what was done before it stays. */
  attempt<R>(work: () => R): R {
    const collections = this.#collections();
    for (const collection of collections) collection.begin();
    let kept = false;
    try {
      const result = work();
      kept = true;
      return result;
    } finally {
      for (const collection of collections) collection.end(kept);
    }
  }

  close(): void {
    this.#journal.close();
  }

  /** The next number of a named counter, from 0. */
  next(counter: string): number {
    const value = this.counters.get(counter)?.value ?? 0;
    this.counters.put({ key: counter, value: value + 1 });
    return value;
  }

  snapshot(): Change[] {
    return this.#collections().flatMap((collection) =>
      [...collection.values()].map((record) => ({ collection: collection.name, key: record.key, record })),
    );
  }

  /** Replaces everything by a snapshot; the caller commits. */
  restore(snapshot: Change[]): void {
    for (const collection of this.#collections())
      for (const record of [...collection.values()]) collection.delete(record.key);
    for (const change of snapshot) this.#named(change.collection)?.put(change.record as { key: string });
  }

  #load(changes: Iterable<Change>): void {
    for (const change of changes) this.#named(change.collection)?.load(change.record as { key: string });
  }

  #named(name: string): Collection<{ key: string }> | undefined {
    return this.#collections().find((collection) => collection.name === name);
  }

  #collections(): Array<Collection<{ key: string }>> {
    return [
      this.scaleSets,
      this.instances,
      this.operations,
      this.resources,
      this.upgrades,
      this.osUpgrades,
      this.marketplace,
      this.metrics,
      this.applications,
      this.deliveries,
      this.subscriptions,
      this.faults,
      this.principals,
      this.counters,
    ];
  }
}
