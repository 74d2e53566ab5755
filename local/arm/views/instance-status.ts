import type { JsonObject } from '../json.ts';
import type { HealthState, InstanceRecord, PowerState, ScaleSetRecord } from '../records.ts';
import { isAgentReady, powerState, provisioningState } from '../rules/instance-state.ts';
import { armTime, reached } from '../times.ts';
import { encryptionOf, encryptionProgress, isDiskEncryption, withEncryption } from './disk-encryption.ts';
import { osDiskName } from './disks.ts';
import type { SharedProfile } from './profile.ts';

const PROVISIONING_TEXT = {
  Creating: 'Creating',
  Updating: 'Updating',
  Succeeded: 'Provisioning succeeded',
  Failed: 'Provisioning failed',
  Deleting: 'Deleting',
} as const;

const HEALTH: Record<HealthState, { level: string; text: string }> = {
  healthy: { level: 'Info', text: 'The VM is reporting itself as healthy.' },
  unhealthy: { level: 'Warning', text: 'The VM is reporting itself as unhealthy or is unreachable' },
  initializing: { level: 'Info', text: 'The VM is still initializing.' },
  unknown: { level: 'Warning', text: 'The health state of the VM is unknown.' },
};

/** The instance view of one instance, of which `health` is reported; not yet provisioned ones have little to say. */
export function instanceView(
  scaleSet: Pick<ScaleSetRecord, 'name' | 'models' | 'placementGroupId'>,
  instance: InstanceRecord,
  facts: { shared: SharedProfile; flexible: boolean; health: HealthState | undefined; now: number },
): JsonObject {
  const { shared, flexible, now } = facts;
  const born = reached(instance.provisionedAt, now) && powerState(instance, now) !== 'deallocated';
  const health = vmHealth(instance, facts);
  return {
    ...(!flexible && {
      placementGroupId: scaleSet.placementGroupId,
      platformUpdateDomain: instance.updateDomain,
    }),
    platformFaultDomain: instance.faultDomain,
    ...(born && guestView(instance, facts)),
    disks: [
      withEncryption(
        {
          name: osDiskName(scaleSet, instance, { flexible, shared, now }),
          statuses: [succeeded(instance.createdAt)],
        },
        born ? encryptionOf(shared.extensions) : undefined,
        instance.vmId.toUpperCase(),
      ),
    ],
    ...(shared.extensions.length > 0 && born && { extensions: extensionViews(instance, facts) }),
    ...(health && { vmHealth: { status: health } }),
    hyperVGeneration: 'V2',
    statuses: [provisioningStatus(instance, now), powerStatus(powerState(instance, now))],
  };
}

export function provisioningStatus(instance: InstanceRecord, now: number): JsonObject {
  const state = provisioningState(instance, now);
  const { failure } = instance;
  if (state === 'Failed' && failure)
    return {
      code: `ProvisioningState/failed/${failure.code}`,
      level: 'Error',
      displayStatus: PROVISIONING_TEXT.Failed,
      message: failure.message,
      time: armTime(failure.at),
    };
  const time = state === 'Succeeded' ? settledAt(instance, now) : undefined;
  return {
    code: `ProvisioningState/${state.toLowerCase()}`,
    level: 'Info',
    displayStatus: PROVISIONING_TEXT[state],
    ...(time !== undefined && { time: armTime(time) }),
  };
}

function powerStatus(state: PowerState): JsonObject {
  return { code: `PowerState/${state}`, level: 'Info', displayStatus: `VM ${state}` };
}

function settledAt({ updating, readyAt, createdAt }: InstanceRecord, now: number): number {
  return updating && updating.until <= now ? updating.until : (readyAt ?? createdAt);
}

function guestView(
  instance: InstanceRecord,
  { shared, now }: { shared: SharedProfile; now: number },
): JsonObject {
  const windows = shared.osType === 'Windows';
  return {
    computerName: instance.computerName,
    osName: windows ? 'Windows Server 2022 Datacenter' : 'ubuntu',
    osVersion: windows ? '10.0.20348.2655' : '22.04',
    vmAgent: {
      vmAgentVersion: windows ? '2.7.41491.1095' : '2.11.1.4',
      statuses: [agentStatus(instance, now)],
      extensionHandlers: shared.extensions.map((extension) => handler(extension)),
    },
  };
}

function agentStatus(instance: InstanceRecord, now: number): JsonObject {
  const time = armTime(instance.provisionedAt ?? instance.createdAt);
  return isAgentReady(instance, now)
    ? {
        code: 'ProvisioningState/succeeded',
        level: 'Info',
        displayStatus: 'Ready',
        message: 'Guest Agent is running',
        time,
      }
    : {
        code: 'ProvisioningState/Unavailable',
        level: 'Warning',
        displayStatus: 'Not Ready',
        message: 'VM status blob is found but not yet populated.',
        time,
      };
}

function handler(extension: JsonObject): JsonObject {
  return {
    type: typeOf(extension),
    typeHandlerVersion: versionOf(extension),
    status: {
      code: 'ProvisioningState/succeeded',
      level: 'Info',
      displayStatus: 'Ready',
      ...(!isDiskEncryption(extension) && { message: 'Plugin enabled' }),
    },
  };
}

function extensionViews(
  instance: InstanceRecord,
  { shared, now }: { shared: SharedProfile; now: number },
): JsonObject[] {
  return shared.extensions.map((extension) => {
    const name = String(extension.name);
    const failure = instance.extensionFailure;
    const failed = failure?.name === name && reached(failure.at, now);
    const status = failed
      ? {
          code: 'ProvisioningState/failed/1',
          level: 'Error',
          displayStatus: 'Provisioning failed',
          message: failure.message,
        }
      : {
          code: 'ProvisioningState/succeeded',
          level: 'Info',
          displayStatus: 'Provisioning succeeded',
          message: 'Enable succeeded',
        };
    const encryption = failed ? undefined : encryptionOf([extension]);
    return {
      name,
      type: typeOf(extension),
      typeHandlerVersion: versionOf(extension),
      ...(encryption && encryptionProgress(encryption)),
      statuses: [status],
    };
  });
}

const HEALTH_EXTENSION = /^ApplicationHealth(Linux|Windows)$/;

/** Only sets with the application health extension report a health; running instances are healthy unless told otherwise. */
function vmHealth(
  instance: InstanceRecord,
  { shared, health: known, now }: { shared: SharedProfile; health: HealthState | undefined; now: number },
): JsonObject | undefined {
  const watched = shared.extensions.some(({ properties }) =>
    HEALTH_EXTENSION.test(partOf(properties, 'type')),
  );
  if ((!watched && known === undefined) || !reached(instance.provisionedAt, now)) return undefined;
  const state = known ?? (powerState(instance, now) === 'running' ? 'healthy' : 'unhealthy');
  return {
    code: `HealthState/${state}`,
    level: HEALTH[state].level,
    displayStatus: HEALTH[state].text,
    time: armTime(now),
  };
}

function typeOf(extension: JsonObject): string {
  return `${partOf(extension.properties, 'publisher')}.${partOf(extension.properties, 'type')}`;
}

function versionOf(extension: JsonObject): string {
  return partOf(extension.properties, 'typeHandlerVersion');
}

function partOf(value: unknown, name: string): string {
  const part = typeof value === 'object' && value !== null ? (value as JsonObject)[name] : undefined;
  return typeof part === 'string' ? part : '';
}

function succeeded(at: number): JsonObject {
  return {
    code: 'ProvisioningState/succeeded',
    level: 'Info',
    displayStatus: PROVISIONING_TEXT.Succeeded,
    time: armTime(at),
  };
}
