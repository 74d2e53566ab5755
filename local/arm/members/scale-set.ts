import {
  fixed,
  flag,
  duration,
  integer,
  kept,
  lasting,
  list,
  map,
  object,
  oneOf,
  range,
  reference,
  replaced,
  required,
  shown,
  text,
} from './member.ts';
import { profile } from './profile.ts';
import { tags } from './tags.ts';

const properties = object('VirtualMachineScaleSetProperties', {
  upgradePolicy: object('UpgradePolicy', {
    mode: required(oneOf('Automatic', 'Manual', 'Rolling')),
    rollingUpgradePolicy: object('RollingUpgradePolicy', {
      maxBatchInstancePercent: range(integer, 5, 100),
      maxUnhealthyInstancePercent: range(integer, 5, 100),
      maxUnhealthyUpgradedInstancePercent: range(integer, 0, 100),
      pauseTimeBetweenBatches: duration,
      enableCrossZoneUpgrade: flag,
      prioritizeUnhealthyInstances: flag,
      rollbackFailedInstancesOnPolicyBreach: flag,
      maxSurge: flag,
    }),
    automaticOSUpgradePolicy: object('AutomaticOSUpgradePolicy', {
      enableAutomaticOSUpgrade: flag,
      disableAutomaticRollback: flag,
      useRollingUpgradePolicy: flag,
      osRollingUpgradeDeferral: flag,
    }),
  }),
  scheduledEventsPolicy: object('ScheduledEventsPolicy', {
    userInitiatedRedeploy: object('UserInitiatedRedeploy', {
      automaticallyApprove: flag,
    }),
    userInitiatedReboot: object('UserInitiatedReboot', {
      automaticallyApprove: flag,
    }),
    scheduledEventsAdditionalPublishingTargets: object('ScheduledEventsAdditionalPublishingTargets', {
      eventGridAndResourceGraph: object('EventGridAndResourceGraph', {
        enable: flag,
        scheduledEventsApiVersion: text,
      }),
    }),
    allInstancesDown: object('AllInstancesDown', {
      automaticallyApprove: flag,
    }),
  }),
  automaticRepairsPolicy: object('AutomaticRepairsPolicy', {
    enabled: flag,
    gracePeriod: lasting('PT10M', 'PT90M'),
    repairAction: oneOf('Replace', 'Restart', 'Reimage'),
  }),
  virtualMachineProfile: profile,
  provisioningState: shown,
  overprovision: flag,
  doNotRunExtensionsOnOverprovisionedVMs: flag,
  uniqueId: shown,
  singlePlacementGroup: flag,
  zoneBalance: flag,
  platformFaultDomainCount: fixed(range(integer, 1, 5)),
  proximityPlacementGroup: reference(),
  hostGroup: reference(),
  additionalCapabilities: object('AdditionalCapabilities', {
    ultraSSDEnabled: flag,
    hibernationEnabled: flag,
    enableFips1403Encryption: flag,
  }),
  scaleInPolicy: replaced(
    object('ScaleInPolicy', {
      rules: list(oneOf('Default', 'OldestVM', 'NewestVM')),
      forceDeletion: flag,
      prioritizeUnhealthyVMs: flag,
    }),
  ),
  orchestrationMode: fixed(oneOf('Uniform', 'Flexible'), 'Uniform'),
  spotRestorePolicy: object('SpotRestorePolicy', {
    enabled: flag,
    restoreTimeout: duration,
  }),
  priorityMixPolicy: object('PriorityMixPolicy', {
    baseRegularPriorityCount: range(integer, 0, 1_000),
    regularPriorityPercentageAboveBase: range(integer, 0, 100),
  }),
  timeCreated: shown,
  constrainedMaximumCapacity: flag,
  resiliencyPolicy: object('ResiliencyPolicy', {
    resilientVMCreationPolicy: object('ResilientVMCreationPolicy', {
      enabled: flag,
    }),
    resilientVMDeletionPolicy: object('ResilientVMDeletionPolicy', {
      enabled: flag,
    }),
    automaticZoneRebalancingPolicy: object('AutomaticZoneRebalancingPolicy', {
      enabled: flag,
      rebalanceStrategy: oneOf('Recreate'),
      rebalanceBehavior: oneOf('CreateBeforeDelete'),
    }),
    zoneAllocationPolicy: object('ZoneAllocationPolicy', {
      maxZoneCount: integer,
      maxInstancePercentPerZonePolicy: object('MaxInstancePercentPerZonePolicy', {
        enabled: flag,
        value: range(integer, 0, 100),
      }),
    }),
    operationRecoverySettings: object('OperationRecoverySettings', {
      restartRecoveryPolicy: object('RestartRecoveryPolicy', {
        enabled: flag,
      }),
      startRecoveryPolicy: object('StartRecoveryPolicy', {
        enabled: flag,
      }),
      reimageRecoveryPolicy: object('ReimageRecoveryPolicy', {
        enabled: flag,
      }),
    }),
  }),
  zonalPlatformFaultDomainAlignMode: oneOf('Aligned', 'Unaligned', 'BestEffortAligned'),
  skuProfile: object('SkuProfile', {
    vmSizes: list(
      object('SkuProfileVMSize', {
        name: text,
        rank: integer,
      }),
    ),
    allocationStrategy: oneOf('LowestPrice', 'CapacityOptimized', 'Prioritized'),
    automaticSkuMigrationPolicy: object('AutomaticSkuMigrationPolicy', {
      enabled: flag,
    }),
  }),
  highSpeedInterconnectPlacement: oneOf('None', 'Trunk'),
  lifecycleHooksProfile: object('LifecycleHooksProfile', {
    lifecycleHooks: list(
      object('LifecycleHook', {
        type: oneOf('UpgradeAutoOSScheduling', 'UpgradeAutoOSRollingBatchStarting'),
        waitDuration: duration,
        defaultAction: oneOf('Approve', 'Reject'),
      }),
    ),
  }),
  externalHealthPolicy: object('ExternalHealthPolicy', {
    enabled: flag,
    expiryDuration: duration,
    gracePeriod: duration,
  }),
});

/** What is taken of a scale set: PUT and PATCH go by this, and every refusal of a member. */
export const scaleSet = object('VirtualMachineScaleSet', {
  id: shown,
  name: shown,
  type: shown,
  etag: shown,
  systemData: shown,
  location: required(text),
  tags: replaced(tags),
  sku: object('Sku', {
    name: text,
    tier: text,
    capacity: range(integer, 0, 1_000),
  }),
  plan: object('Plan', {
    name: text,
    publisher: text,
    product: text,
    promotionCode: text,
  }),
  identity: kept(
    object('VirtualMachineScaleSetIdentity', {
      principalId: shown,
      tenantId: shown,
      type: oneOf('SystemAssigned', 'UserAssigned', 'SystemAssigned, UserAssigned', 'None'),
      userAssignedIdentities: map(object('UserAssignedIdentity', { principalId: shown, clientId: shown })),
    }),
    'goneWhenNone',
  ),
  zones: list(oneOf('1', '2', '3')),
  extendedLocation: fixed(object('ExtendedLocation', { name: text, type: oneOf('EdgeZone') })),
  placement: object('Placement', {
    zonePlacementPolicy: oneOf('Any', 'Auto'),
    includeZones: list(text),
    excludeZones: list(text),
  }),
  properties,
});
