import {
  fixed,
  flag,
  integer,
  kept,
  lasting,
  length,
  list,
  number,
  object,
  oneOf,
  reference,
  required,
  shown,
  text,
} from './member.ts';
import { extension } from './extension.ts';
import { networkProfile } from './network-profile.ts';
import { osProfile } from './os-profile.ts';
import { storageProfile } from './storage-profile.ts';

const hostEndpoint = object('HostEndpointSettings', {
  mode: oneOf('Audit', 'Enforce', 'Disabled'),
  inVMAccessControlProfileReferenceId: text,
  useLocalFileRules: flag,
});

/** What all new instances of a set are made from. */
export const profile = object('VirtualMachineScaleSetVMProfile', {
  osProfile,
  storageProfile,
  networkProfile,
  securityProfile: kept(
    object('SecurityProfile', {
      uefiSettings: object('UefiSettings', {
        secureBootEnabled: flag,
        vTpmEnabled: flag,
      }),
      encryptionAtHost: flag,
      securityType: oneOf('Standard', 'TrustedLaunch', 'ConfidentialVM'),
      encryptionIdentity: object('EncryptionIdentity', {
        userAssignedIdentityResourceId: text,
      }),
      proxyAgentSettings: object('ProxyAgentSettings', {
        enabled: flag,
        mode: oneOf('Audit', 'Enforce'),
        keyIncarnationId: integer,
        wireServer: hostEndpoint,
        imds: hostEndpoint,
        addProxyAgentExtension: flag,
      }),
    }),
    'emptyWhenStandard',
  ),
  diagnosticsProfile: object('DiagnosticsProfile', {
    bootDiagnostics: object('BootDiagnostics', {
      enabled: flag,
      storageUri: text,
    }),
  }),
  extensionProfile: object('VirtualMachineScaleSetExtensionProfile', {
    extensions: list(extension),
    extensionsTimeBudget: lasting('PT15M', 'PT2H'),
  }),
  licenseType: text,
  priority: fixed(oneOf('Regular', 'Low', 'Spot', 'SpotPlus'), 'Regular'),
  evictionPolicy: oneOf('Deallocate', 'Delete'),
  billingProfile: object('BillingProfile', {
    maxPrice: number,
  }),
  scheduledEventsProfile: object('ScheduledEventsProfile', {
    terminateNotificationProfile: kept(
      object('TerminateNotificationProfile', {
        notBeforeTimeout: lasting('PT5M', 'PT15M'),
        enable: flag,
      }),
      'goneWhenOff',
    ),
    osImageNotificationProfile: kept(
      object('OSImageNotificationProfile', {
        notBeforeTimeout: lasting('PT15M', 'PT15M'),
        enable: flag,
      }),
      'goneWhenOff',
    ),
  }),
  userData: length(text, 0, 87_380),
  capacityReservation: object('CapacityReservationProfile', {
    capacityReservationGroup: reference(),
    disableCapacityReservationAssignment: flag,
  }),
  interconnectBlockProfile: object('InterconnectBlockProfile', {
    interconnectBlock: reference(),
  }),
  applicationProfile: kept(
    object('ApplicationProfile', {
      galleryApplications: kept(
        list(
          object('VMGalleryApplication', {
            tags: text,
            order: integer,
            packageReferenceId: required(text),
            configurationReference: text,
            treatFailureAsDeploymentFailure: flag,
            manuallyManaged: flag,
            enableAutomaticUpgrade: flag,
          }),
        ),
        'goneWhenEmpty',
      ),
    }),
    'goneWhenEmpty',
  ),
  hardwareProfile: object('VirtualMachineScaleSetHardwareProfile', {
    vmSizeProperties: object('VMSizeProperties', {
      vCPUsAvailable: integer,
      vCPUsPerCore: integer,
    }),
    processorMode: oneOf('Deterministic', 'Opportunistic'),
  }),
  serviceArtifactReference: object('ServiceArtifactReference', {
    id: text,
  }),
  securityPostureReference: object('SecurityPostureReference', {
    id: required(text),
    excludeExtensions: list(text),
    isOverridable: flag,
  }),
  timeCreated: shown,
});
