import { permanent } from '../../contracts/problem.ts';
import type { Credentials } from '../../contracts/rollout/credentials.ts';
import type { Secrets } from '../../ports/rollout.ts';

/** Credentials with their secrets looked up; lives only while a request is made. */
export interface SecretValues {
  user?: string;
  sshPublicKey?: string;
  password?: string;
  customData?: string;
  /** By extension. */
  protectedSettings: Map<string, Record<string, unknown>>;
}

/** Throws Permanent `secretMissing` and `secretUnreadable`, naming the secret, never its value. */
export async function secretValues(secrets: Secrets, credentials: Credentials): Promise<SecretValues> {
  const { user, sshPublicKey, password, customData, protectedSettings = {} } = credentials;
  const values: SecretValues = { ...(user === undefined ? {} : { user }), protectedSettings: new Map() };
  if (sshPublicKey) values.sshPublicKey = await secretOf(secrets, sshPublicKey.secret);
  if (password) values.password = await secretOf(secrets, password.secret);
  if (customData) values.customData = await secretOf(secrets, customData.secret);
  for (const [extension, { secret }] of Object.entries(protectedSettings))
    values.protectedSettings.set(
      extension.toLowerCase(),
      settingsIn(await secretOf(secrets, secret), secret),
    );
  return values;
}

/** The names of the secrets that the credentials refer to. */
export function secretNames(credentials: Credentials): string[] {
  const { sshPublicKey, password, customData, protectedSettings = {} } = credentials;
  return [sshPublicKey, password, customData, ...Object.values(protectedSettings)].flatMap((reference) =>
    reference ? [reference.secret] : [],
  );
}

async function secretOf(secrets: Secrets, name: string): Promise<string> {
  const value = await secrets.get(name);
  if (value !== undefined && value !== '') return value;
  throw permanent(
    'secretMissing',
    `There is no secret ${name}.`,
    `Set it in the app's settings, or name another one in the policy's credentials.`,
  );
}

function settingsIn(value: string, name: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // The text of the failure would show a part of the secret.
  }
  throw permanent(
    'secretUnreadable',
    `The secret ${name} is not a JSON object of protected settings.`,
    'Correct the secret.',
  );
}
