import {
  fixed,
  flag,
  length,
  list,
  matching,
  object,
  oneOf,
  reference,
  secret,
  shown,
  text,
} from './member.ts';

/** How the operating system of a new machine is set up. */
export const osProfile = object('VirtualMachineScaleSetOSProfile', {
  computerNamePrefix: length(matching(/^[a-z0-9][a-z0-9-]*$/i), 1, 58),
  adminUsername: fixed(length(text, 1, 64)),
  adminPassword: secret(length(text, 8, 123)),
  customData: secret(length(text, 0, 87_380)),
  windowsConfiguration: object('WindowsConfiguration', {
    provisionVMAgent: flag,
    enableAutomaticUpdates: flag,
    timeZone: text,
    additionalUnattendContent: list(
      object('AdditionalUnattendContent', {
        passName: oneOf('OobeSystem'),
        componentName: oneOf('Microsoft-Windows-Shell-Setup'),
        settingName: oneOf('AutoLogon', 'FirstLogonCommands'),
        content: text,
      }),
    ),
    patchSettings: object('PatchSettings', {
      patchMode: oneOf('Manual', 'AutomaticByOS', 'AutomaticByPlatform'),
      enableHotpatching: flag,
      assessmentMode: oneOf('ImageDefault', 'AutomaticByPlatform'),
      automaticByPlatformSettings: object('WindowsVMGuestPatchAutomaticByPlatformSettings', {
        rebootSetting: oneOf('Unknown', 'IfRequired', 'Never', 'Always'),
        bypassPlatformSafetyChecksOnUserSchedule: flag,
      }),
    }),
    winRM: object('WinRMConfiguration', {
      listeners: list(
        object('WinRMListener', {
          protocol: oneOf('Http', 'Https'),
          certificateUrl: text,
        }),
      ),
    }),
    enableVMAgentPlatformUpdates: shown,
  }),
  linuxConfiguration: object('LinuxConfiguration', {
    disablePasswordAuthentication: flag,
    ssh: object('SshConfiguration', {
      publicKeys: list(
        object('SshPublicKey', {
          path: text,
          keyData: text,
        }),
      ),
    }),
    provisionVMAgent: flag,
    patchSettings: object('LinuxPatchSettings', {
      patchMode: oneOf('ImageDefault', 'AutomaticByPlatform'),
      assessmentMode: oneOf('ImageDefault', 'AutomaticByPlatform'),
      automaticByPlatformSettings: object('LinuxVMGuestPatchAutomaticByPlatformSettings', {
        rebootSetting: oneOf('Unknown', 'IfRequired', 'Never', 'Always'),
        bypassPlatformSafetyChecksOnUserSchedule: flag,
      }),
    }),
    enableVMAgentPlatformUpdates: flag,
  }),
  secrets: list(
    object('VaultSecretGroup', {
      sourceVault: reference(),
      vaultCertificates: list(
        object('VaultCertificate', {
          certificateUrl: text,
          certificateStore: text,
        }),
      ),
    }),
  ),
  allowExtensionOperations: flag,
  requireGuestProvisionSignal: flag,
});
