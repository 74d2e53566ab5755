import type { EventSchema, SubscriptionRecord } from '../events/records.ts';
import { subscribe } from '../events/subscribe.ts';
import type { FaultEffect, FaultMatch, FaultRule } from '../faults/fault.ts';
import { metricKey } from '../monitor/metrics.ts';
import { instanceById, scaleSetById } from '../operations/finding.ts';
import { ArmError } from '../errors.ts';
import { resourceId, SCALE_SETS } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type {
  ApplicationState,
  HealthState,
  InstanceRecord,
  PowerState,
  ScaleSetRecord,
} from '../records.ts';
import { act } from '../rules/actions.ts';
import { failing } from '../rules/creation-faults.ts';
import { marketplaceKey } from '../rules/image-version.ts';
import type { Grant, PrincipalRecord } from '../rights/grant.ts';
import type { Cause } from '../rules/long-running.ts';
import { deleteInstances, resize } from '../rules/resize.ts';
import { ensureGroup, ensureGroups } from '../resources/groups.ts';
import { judge } from '../rules/rolling-upgrade.ts';
import { runningUpgrade } from '../rules/start-rolling-upgrade.ts';
import { changeScaleSet } from '../rules/write-scale-set.ts';
import { DEFAULT_SUBSCRIPTION, type Settings } from '../settings.ts';
import type { Change } from '../store/collection.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { adoptLoadBalancer, adoptScaleSet, type AdoptedSet } from './adopt.ts';
import { createAutoscaleSetting, type AutoscaleSettingSpec } from './create-autoscale-setting.ts';
import { createFromSpec } from './create-from-spec.ts';
import { createGalleryImage, type GalleryImageSpec } from './create-gallery-image.ts';
import { createImage, type ImageSpec } from './create-image.ts';
import { createLifecycleHook, type LifecycleHookSpec } from './create-lifecycle-hook.ts';
import { createLoadBalancer, type LoadBalancerSpec } from './create-load-balancer.ts';
import { groundTruth, type InstanceTruth } from './ground-truth.ts';
import type { ScaleSetSpec } from './scale-set-spec.ts';

/** A fault rule as set through the side door: hits the first matching occurrence once unless told otherwise. */
export interface NewFault {
  match?: FaultMatch;
  nth?: number;
  times?: number | null;
  effect: FaultEffect;
}

/** An instance by the resource id of its set and its id (Uniform) or VM name (Flexible). */
export interface InstanceRef {
  scaleSet: string;
  instance: string;
}

/**
 * The side door: makes happen what no client can ask for, and tells what no client can see.
 * Every call is one transaction; ids are full resource ids. The same over HTTP under `/_sim`.
 */
export class SimControl {
  readonly #world: World;
  readonly #changed: () => void;

  /** `changed` runs after each call that may have raised events. */
  constructor(world: World, changed: () => void) {
    this.#world = world;
    this.#changed = changed;
  }

  /** Creates a resource group, or leaves it as it is; returns its resource id. */
  createResourceGroup(spec: { subscription?: string; resourceGroup: string; location?: string }): string {
    const { subscription = DEFAULT_SUBSCRIPTION, resourceGroup, location } = spec;
    this.#write(() => ensureGroup(this.#world, { subscription, resourceGroup }, location));
    return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
  }

  /** Creates a set, settled unless asked otherwise; returns its resource id. */
  createScaleSet(spec: ScaleSetSpec): string {
    return this.#write(() => createFromSpec(this.#world, spec, this.#cause('PUT', spec.name)));
  }

  /** Creates a load balancer, settled; returns its resource id. */
  createLoadBalancer(spec: LoadBalancerSpec): string {
    return this.#write(() => createLoadBalancer(this.#world, spec));
  }

  /** Takes over a set and its instances as a real service has answered them to GET and list; returns its id. */
  adoptScaleSet(set: AdoptedSet): string {
    return this.#write(() => adoptScaleSet(this.#world, set));
  }

  /** Takes over a load balancer as a real service has answered it to GET; returns its id. */
  adoptLoadBalancer(body: JsonObject): string {
    return this.#write(() => adoptLoadBalancer(this.#world, body));
  }

  /** A version of an image in a gallery; returns its resource id. */
  createGalleryImage(spec: GalleryImageSpec): string {
    return this.#write(() => createGalleryImage(this.#world, spec));
  }

  /** A version of a marketplace image that its publisher adds; `latest` comes to the newest. */
  publishImage(image: { publisher: string; offer: string; sku: string; version: string }): void {
    this.#write(() =>
      this.#world.store.marketplace.put({
        key: marketplaceKey(image) + image.version,
        version: image.version,
      }),
    );
  }

  /** A managed image; returns its resource id. */
  createImage(spec: ImageSpec): string {
    return this.#write(() => createImage(this.#world, spec));
  }

  /** An autoscale setting; returns its resource id. */
  createAutoscaleSetting(spec: AutoscaleSettingSpec): string {
    return this.#write(() => createAutoscaleSetting(this.#world, spec));
  }

  /** A lifecycle hook event that waits for an answer; returns its resource id. */
  createLifecycleHook(spec: LifecycleHookSpec): string {
    return this.#write(() => createLifecycleHook(this.#world, this.#scaleSet(spec.scaleSet), spec));
  }

  /** A metric of a resource has this value from now on; null: it reports nothing. */
  setMetric(metric: { resource: string; name: string; value: number | null }): void {
    this.#write(() => {
      const key = metricKey(metric.resource, metric.name);
      const points = this.#world.store.metrics.get(key)?.points ?? [];
      const at = this.#world.clock.now();
      this.#world.store.metrics.put({ key, points: [...points, { at, value: metric.value }] });
    });
  }

  /** The application of an image is so from now on, on each machine so long after its start; see `InstanceTruth.application`. */
  setApplication(image: string, state: ApplicationState, afterSeconds = 0): void {
    this.#write(() => this.#world.store.applications.put({ key: image.toLowerCase(), state, afterSeconds }));
  }

  /** As autoscale would: the set is resized, and its write event raised. */
  setCapacity(scaleSet: string, capacity: number): void {
    this.#write(() => {
      const write = { sku: { capacity }, extras: {}, properties: {} };
      changeScaleSet(this.#world, this.#scaleSet(scaleSet), { write, cause: this.#cause('PATCH', scaleSet) });
    });
  }

  /** The instance reads `Failed`, now or after some seconds. */
  failInstance(ref: InstanceRef, afterSeconds = 0): void {
    this.#change(ref, (instance, now) => failing(instance, now + afterSeconds * SECOND));
  }

  /** The instance is gone without a trace or an event, and the capacity stays. */
  removeInstance(ref: InstanceRef): void {
    this.#change(ref, (instance, now) => ({ ...instance, goneAt: now }));
  }

  /** The instance never leaves `Creating`. */
  stickInstance(ref: InstanceRef): void {
    this.#change(ref, (instance) => ({ ...instance, provisionedAt: null, readyAt: null }));
  }

  /** As automatic repair does: the instance is deleted and another created in its place, with a new id, name and vmId. */
  replaceInstance(ref: InstanceRef): void {
    this.#write(() => {
      const now = this.#world.clock.now();
      const scaleSet = this.#scaleSet(ref.scaleSet);
      deleteInstances(this.#world, [this.#instance(scaleSet, ref.instance)], now);
      this.#world.store.scaleSets.put(resize(this.#world, scaleSet, now).scaleSet);
    });
  }

  /** As the reimage action does, for machines of either mode; `Updating` meanwhile. */
  reimageInstance(ref: InstanceRef): void {
    this.#write(() => {
      const now = this.#world.clock.now();
      const scaleSet = this.#scaleSet(ref.scaleSet);
      const instances = [this.#instance(scaleSet, ref.instance)];
      act(this.#world, scaleSet, { instances, action: 'reimage', now });
    });
  }

  /** What the application health extension reports from now on. */
  setHealth(ref: InstanceRef, state: HealthState): void {
    this.#change(ref, (instance, at) => ({
      ...instance,
      health: [...(instance.health ?? []), { state, at }],
    }));
  }

  setPower(ref: InstanceRef, state: PowerState): void {
    this.#change(ref, (instance, at) => ({ ...instance, power: [...instance.power, { state, at }] }));
  }

  /** Whether the guest agent reports itself ready from now on. */
  setAgent(ref: InstanceRef, ready: boolean): void {
    this.#change(ref, (instance, at) => ({ ...instance, agent: [...(instance.agent ?? []), { ready, at }] }));
  }

  /** Adds a fault rule; returns its key. */
  addFault(fault: NewFault): string {
    return this.#write(() => {
      const key = `fault-${this.#world.store.next('faults')}`;
      const { match = {}, nth = 1, times = 1, effect } = fault;
      this.#world.store.faults.put({ key, match, nth, times, effect, seen: 0 });
      return key;
    });
  }

  faults(): FaultRule[] {
    return [...this.#world.store.faults.values()];
  }

  clearFaults(): void {
    this.#write(() => this.faults().forEach(({ key }) => this.#world.store.faults.delete(key)));
  }

  /** From now on whoever comes with this bearer token may do only what these grants say, as role assignments do. */
  limitRights(token: string, grants: Grant[]): void {
    this.#write(() => this.#world.store.principals.put({ key: token, grants, used: [], refused: [] }));
  }

  /** Those whose rights are limited, with what they came to use and what they were refused. */
  principals(): PrincipalRecord[] {
    return [...this.#world.store.principals.values()];
  }

  /** Everybody may do everything again. */
  clearRights(): void {
    this.#write(() => this.principals().forEach(({ key }) => this.#world.store.principals.delete(key)));
  }

  /** Performs the handshake and delivers all events from now on; rejects when the endpoint refuses. */
  async subscribe(endpoint: { url: string; schema: EventSchema }): Promise<SubscriptionRecord> {
    return subscribe(this.#world, endpoint);
  }

  /** Events not yet delivered. */
  pendingEvents(): number {
    return this.#world.store.deliveries.size;
  }

  instances(scaleSet?: string): InstanceTruth[] {
    return groundTruth(this.#world, this.#world.clock.now(), scaleSet?.toLowerCase());
  }

  settings(): Settings {
    return this.#world.settings;
  }

  /** Rises with whatever changes what `instances` answers at one moment. */
  version(): number {
    const { scaleSets, instances, applications, resources } = this.#world.store;
    return scaleSets.version + instances.version + applications.version + resources.version;
  }

  /** Changes settings from now on; not kept over a restart. */
  configure(settings: Partial<Settings>): void {
    this.#world.settings = { ...this.#world.settings, ...settings };
  }

  /** Everything stored, as plain data. */
  snapshot(): Change[] {
    return structuredClone(this.#world.store.snapshot());
  }

  restore(snapshot: Change[]): void {
    this.#write(() => {
      this.#world.store.restore(structuredClone(snapshot));
      ensureGroups(this.#world);
    });
  }

  #change(ref: InstanceRef, change: (instance: InstanceRecord, now: number) => InstanceRecord): void {
    this.#write(() => {
      const instance = this.#instance(this.#scaleSet(ref.scaleSet), ref.instance);
      const now = this.#world.clock.now();
      this.#world.store.instances.put(change(instance, now));
      const upgrade = runningUpgrade(this.#world, instance.scaleSet, now);
      if (upgrade) judge(this.#world, upgrade, now);
    });
  }

  #write<T>(work: () => T): T {
    try {
      const result = work();
      this.#world.store.commit();
      this.#changed();
      return result;
    } catch (error) {
      this.#world.store.rollback();
      throw error;
    }
  }

  #scaleSet(id: string): ScaleSetRecord {
    const scaleSet = scaleSetById(this.#world, id, this.#world.clock.now());
    if (!scaleSet) throw new ArmError(404, 'ResourceNotFound', `There is no scale set '${id}'.`);
    return scaleSet;
  }

  #instance(scaleSet: ScaleSetRecord, id: string): InstanceRecord {
    const instance = instanceById(this.#world, scaleSet, id);
    if (!instance) throw new ArmError(404, 'NotFound', `There is no instance '${id}' in ${scaleSet.name}.`);
    return instance;
  }

  #cause(method: string, resource: string): Cause {
    const { chance, clock, store } = this.#world;
    const id = chance.guid('request', store.next('requests'));
    const url = resource.startsWith('/')
      ? resource
      : resourceId({ subscription: '', resourceGroup: '' }, SCALE_SETS, resource);
    return { id, method, url: `https://management.azure.com${url}`, now: clock.now() };
  }
}
