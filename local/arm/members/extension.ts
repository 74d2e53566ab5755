import {
  flag,
  anything,
  length,
  list,
  matching,
  object,
  reference,
  required,
  secret,
  shown,
  text,
} from './member.ts';
import { EXTENSION_NAME } from './formats.ts';

/** An extension of the model, in a list of them. */
export const extension = object('VirtualMachineScaleSetExtension', {
  name: required(matching(EXTENSION_NAME)),
  type: shown,
  properties: object('VirtualMachineScaleSetExtensionProperties', {
    forceUpdateTag: text,
    publisher: length(text, 1, 256),
    type: text,
    typeHandlerVersion: text,
    autoUpgradeMinorVersion: flag,
    enableAutomaticUpgrade: flag,
    settings: anything,
    protectedSettings: secret(anything),
    provisioningState: shown,
    provisionAfterExtensions: list(text),
    suppressFailures: flag,
    protectedSettingsFromKeyVault: object('KeyVaultSecretReference', {
      secretUrl: required(text),
      sourceVault: required(reference()),
    }),
  }),
  id: shown,
});

/** What a path may call one. */
export const extensionName = object('VirtualMachineScaleSetExtension', {
  name: required(matching(EXTENSION_NAME)),
});

/** The same as a resource of its own, named by its path. */
export const extensionResource = object('VirtualMachineScaleSetExtension', {
  ...extension.members,
  name: shown,
});
