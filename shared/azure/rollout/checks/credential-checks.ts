import type {
  LinuxConfiguration,
  VirtualMachineScaleSetExtension,
  VirtualMachineScaleSetOSProfile,
} from '@azure/arm-compute';
import type { Credentials } from '../../../contracts/rollout/credentials.ts';
import type { Check } from '../../../contracts/rollout/plan.ts';
import type { Secrets } from '../../../ports/rollout.ts';
import type { FleetCloud } from '../fleet-cloud.ts';
import { secretNames } from '../secret-values.ts';
import { doubtful, type Found, ok, wrong } from './found.ts';

/** What Azure never answers of a model, and so a copy would lack, must be given by reference, or there is no rollout. */
export async function credentialChecks({ secrets }: FleetCloud, { policy, base }: Found): Promise<Check[]> {
  const credentials = policy.credentials ?? {};
  const { osProfile, extensionProfile } = base?.virtualMachineProfile ?? {};
  const found = [
    ...(await missingSecrets(secrets, credentials)),
    ...(osProfile ? [...signIn(osProfile, credentials), ...customData(credentials)] : []),
    ...extensionSettings(extensionProfile?.extensions ?? [], credentials),
  ];
  return found.length > 0 ? found : [ok('credentials', 'All that Azure does not answer is given.')];
}

async function missingSecrets(secrets: Secrets, credentials: Credentials): Promise<Check[]> {
  const names = [...new Set(secretNames(credentials))];
  const values = await Promise.all(names.map((name) => secrets.get(name)));
  return names
    .filter((_, index) => !values[index])
    .map((name) =>
      wrong('secretMissing', `There is no secret ${name}.`, "Set it in the app's settings, or name another."),
    );
}

function signIn(
  { windowsConfiguration, linuxConfiguration }: VirtualMachineScaleSetOSProfile,
  { password, sshPublicKey }: Credentials,
): Check[] {
  if (windowsConfiguration && sshPublicKey)
    return [wrong('sshOnWindows', 'A Windows image takes no SSH key.', 'Give a password instead.')];
  if (password || sshPublicKey) return [];
  if (windowsConfiguration)
    return [
      wrong(
        'passwordNeeded',
        'Azure does not answer the password of Windows machines.',
        'Name it in the policy: credentials.password.',
      ),
    ];
  return byKey(linuxConfiguration)
    ? []
    : [
        wrong(
          'passwordNeeded',
          'The base signs in by a password, which Azure does not answer, and has no key.',
          'Name credentials.password or credentials.sshPublicKey.',
        ),
      ];
}

function byKey({ disablePasswordAuthentication, ssh }: LinuxConfiguration = {}): boolean {
  return disablePasswordAuthentication === true || (ssh?.publicKeys?.length ?? 0) > 0;
}

function customData({ customData: given }: Credentials): Check[] {
  if (given) return [];
  return [
    doubtful(
      'customData',
      'Azure does not tell whether the base has custom data; a copy has none.',
      'If it has, name a secret: credentials.customData.',
    ),
  ];
}

/** Extensions that work without protected settings. */
const PLAIN =
  /^(?:ApplicationHealth(?:Linux|Windows)|AzureMonitor(?:Linux|Windows)Agent|AADSSHLoginForLinux|AADLoginForWindows|GuestAttestation|DependencyAgent(?:Linux|Windows)|ConfigurationForLinux|ConfigurationforWindows)$/i;
const SCRIPT = /^CustomScript(?:Extension)?$/i;

function extensionSettings(
  extensions: VirtualMachineScaleSetExtension[],
  { protectedSettings = {} }: Credentials,
): Check[] {
  const given = Object.keys(protectedSettings).map((name) => name.toLowerCase());
  const names = extensions.map(({ name }) => name?.toLowerCase() ?? '');
  const unknown = given.filter((name) => !names.includes(name));
  return [
    ...unknown.map((name) =>
      wrong(
        'protectedSettings',
        `The base has no extension ${name}.`,
        'Correct credentials.protectedSettings.',
      ),
    ),
    ...extensions
      .filter(({ name, protectedSettingsFromKeyVault }) => {
        return !protectedSettingsFromKeyVault && !given.includes(name?.toLowerCase() ?? '');
      })
      .flatMap(withoutProtected),
  ];
}

function withoutProtected({
  name,
  typePropertiesType = '',
  settings,
}: VirtualMachineScaleSetExtension): Check[] {
  const ask = `Name a secret: credentials.protectedSettings.${name}.`;
  if (PLAIN.test(typePropertiesType)) return [];
  if (SCRIPT.test(typePropertiesType)) {
    const { commandToExecute, script } = (settings ?? {}) as Record<string, unknown>;
    if (commandToExecute !== undefined || script !== undefined) return [];
    const message = `What ${name} runs is in its protected settings, which Azure does not answer.`;
    return [wrong('protectedSettings', message, ask)];
  }
  const message = `${name} may have protected settings, which Azure does not answer; a copy has none.`;
  return [doubtful('protectedSettings', message, `If it has: ${ask}`)];
}
