import { faultsFor } from '../faults/apply-faults.ts';
import type { FaultEffect } from '../faults/fault.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';

type FinishEffect = Extract<FaultEffect, { finish: string }>;

/** The instance as the faults that hit its creation leave it. */
export function spoiled(world: World, scaleSet: ScaleSetRecord, instance: InstanceRecord): InstanceRecord {
  const effects = faultsFor(world.store, 'finish', {
    operation: 'createInstance',
    resource: scaleSet.key,
    instance: instance.id,
  });
  return effects.reduce(withEffect, instance);
}

type Spoiler<K extends FinishEffect['finish']> = (
  instance: InstanceRecord,
  effect: Extract<FinishEffect, { finish: K }>,
) => InstanceRecord;

const SPOILERS: { [K in FinishEffect['finish']]: Spoiler<K> } = {
  stuck: (instance) => ({ ...instance, provisionedAt: null, readyAt: null }),
  vanish: (instance, { afterSeconds }) => ({
    ...instance,
    goneAt: instance.createdAt + afterSeconds * SECOND,
  }),
  failLater: (instance, { afterSeconds }) => failing(instance, provisioned(instance) + afterSeconds * SECOND),
  slow: (instance, { factor }) => {
    const at = Math.round(instance.createdAt + (provisioned(instance) - instance.createdAt) * factor);
    return { ...instance, provisionedAt: at, readyAt: at };
  },
  extensionFailed: (instance, { extension = 'CustomScript' }) =>
    extensionFailing(instance, { at: provisioned(instance), name: extension }),
  allocationFailed: (instance, { code, message }) => ({
    ...instance,
    failure: {
      at: provisioned(instance),
      code: code ?? 'AllocationFailed',
      message: message ?? 'Allocation failed for this virtual machine.',
    },
  }),
  // The first attempt leaves without a trace; the scale-out makes the second.
  recreate: (instance, { afterSeconds }) => {
    const at = instance.createdAt + afterSeconds * SECOND;
    return { ...instance, provisionedAt: null, readyAt: null, deletingAt: at, goneAt: at };
  },
};

function withEffect(instance: InstanceRecord, effect: FinishEffect): InstanceRecord {
  const spoil = SPOILERS[effect.finish] as Spoiler<FinishEffect['finish']>;
  return spoil(instance, effect);
}

function provisioned(instance: InstanceRecord): number {
  return instance.provisionedAt ?? instance.createdAt;
}

/** The instance with a failure of its own from `at` on. */
export function failing(instance: InstanceRecord, at: number): InstanceRecord {
  return {
    ...instance,
    failure: {
      at,
      code: 'VMExtensionHandlerNonTransientError',
      message: 'The handler for VM extension reported terminal failure.',
    },
  };
}

export function extensionFailing(
  instance: InstanceRecord,
  { at, name }: { at: number; name: string },
): InstanceRecord {
  const message = `VM has reported a failure when processing extension '${name}'.`;
  return {
    ...instance,
    extensionFailure: { name, at, message },
    failure: { at, code: 'VMExtensionProvisioningError', message },
  };
}
