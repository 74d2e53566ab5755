import { resourceId, SCALE_SETS } from '../ids.ts';
import { merged, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { diskVersion } from '../rules/image-version.ts';
import { appliedVersion, provisioningState } from '../rules/instance-state.ts';
import { reportedHealth } from '../rules/reported-health.ts';
import { armTime } from '../times.ts';
import type { World } from '../world.ts';
import { storageProfile } from './disks.ts';
import { encryptionOf } from './disk-encryption.ts';
import { extensionResources } from './extension-resources.ts';
import { instanceView } from './instance-status.ts';
import { sharedProfile, type SharedProfile } from './profile.ts';

/** What a listing of one set works out once, however many instances it lists. */
export class InstanceBodies {
  readonly #world: World;
  readonly #scaleSet: ScaleSetRecord;
  readonly #now: number;
  readonly #id: string;
  readonly #profiles = new Map<string, SharedProfile>();

  constructor(world: World, scaleSet: ScaleSetRecord, now: number) {
    this.#world = world;
    this.#scaleSet = scaleSet;
    this.#now = now;
    this.#id = resourceId(scaleSet, SCALE_SETS, scaleSet.name);
  }

  /** A Uniform instance as GET and the list answer it. */
  uniform(instance: InstanceRecord, options: { expand?: boolean; userData?: boolean } = {}): JsonObject {
    const { name, location, tags, sku } = this.#scaleSet;
    const shared = this.profileOf(instance);
    const machine = `${name}_${instance.id}`;
    const body = {
      name: machine,
      id: this.idOf(instance),
      type: `${SCALE_SETS}/virtualMachines`,
      location,
      tags,
      instanceId: instance.id,
      ...(instance.zone !== undefined && { zones: [instance.zone] }),
      sku: { name: sku.name, tier: sku.tier },
      etag: `"${instance.etag}"`,
      properties: this.#properties(instance, shared, options.expand === true),
      ...extensionResources(this.#scaleSet, instance, { shared, machine, now: this.#now }),
    };
    const { userData = shared.userData, ...override } = instance.override ?? {};
    const own = options.userData && userData !== undefined ? { ...override, userData } : override;
    return Object.keys(own).length > 0 ? merged(body, { properties: own }) : body;
  }

  /** What `$select=instanceView` leaves of a list item. */
  selected(instance: InstanceRecord, expand: boolean): JsonObject {
    return {
      id: this.idOf(instance),
      instanceId: instance.id,
      properties: {
        latestModelApplied: this.#isLatest(instance),
        ...(expand && { instanceView: this.view(instance) }),
        provisioningState: provisioningState(instance, this.#now),
        hardwareProfile: {},
      },
    };
  }

  /** A Flexible instance in the list of its set: hardly more than its name. */
  stub(instance: InstanceRecord): JsonObject {
    return {
      name: instance.id,
      id: this.idOf(instance),
      type: `${SCALE_SETS}/virtualMachines`,
      location: this.#scaleSet.location,
      instanceId: instance.id,
      zones: [instance.zone ?? null],
    };
  }

  view(instance: InstanceRecord): JsonObject {
    return instanceView(this.#scaleSet, instance, {
      shared: this.profileOf(instance),
      flexible: false,
      health: reportedHealth(this.#world, instance, this.#now),
      now: this.#now,
    });
  }

  idOf(instance: InstanceRecord): string {
    return `${this.#id}/virtualMachines/${instance.id}`;
  }

  profileOf(instance: InstanceRecord): SharedProfile {
    const version = appliedVersion(instance, this.#now);
    const image = diskVersion(this.#scaleSet, instance, this.#now);
    const key = `${version} ${image}`;
    const known = this.#profiles.get(key);
    if (known) return known;
    const { models, modelVersion } = this.#scaleSet;
    const shared = sharedProfile(models[version] ?? models[modelVersion] ?? {}, image);
    this.#profiles.set(key, shared);
    return shared;
  }

  #properties(instance: InstanceRecord, shared: SharedProfile, expand: boolean): JsonObject {
    return {
      latestModelApplied: this.#isLatest(instance),
      modelDefinitionApplied: instance.override?.modelDefinitionApplied ?? 'VirtualMachineScaleSet',
      networkProfileConfiguration: { networkInterfaceConfigurations: shared.networkConfigurations },
      provisioningState: provisioningState(instance, this.#now),
      hardwareProfile: { vmSize: this.#scaleSet.sku.name },
      vmId: instance.vmId,
      storageProfile: storageProfile(this.#scaleSet, instance, {
        shared,
        flexible: false,
        now: this.#now,
      }),
      osProfile: { computerName: instance.computerName, ...shared.osProfile },
      ...shared.rest,
      networkProfile: {
        networkInterfaces: [{ id: `${this.idOf(instance)}/networkInterfaces/${shared.nicName}` }],
      },
      ...(instance.protection && { protectionPolicy: instance.protection }),
      ...(expand && { instanceView: this.view(instance) }),
      timeCreated: armTime(instance.createdAt),
    };
  }

  /** User data of its own, or keys to its disks, set an instance apart from the model. */
  #isLatest(instance: InstanceRecord): boolean {
    const { userData } = instance.override ?? {};
    // Disk encryption writes its keys into the machine's own model.
    if (encryptionOf(this.profileOf(instance).extensions)) return false;
    if (userData !== undefined && userData !== this.profileOf(instance).userData) return false;
    return appliedVersion(instance, this.#now) === this.#scaleSet.modelVersion;
  }
}
