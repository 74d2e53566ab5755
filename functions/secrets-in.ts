import type { Secrets } from '../shared/ports/rollout.ts';

const PREFIX = 'ROLLOUT_SECRET_';

/**
 * The secrets that policies name, from the app's settings: `web-ssh-key` is `ROLLOUT_SECRET_WEB_SSH_KEY`. On Azure a setting
 * is best a reference to a vault, which the platform resolves. An empty one is missing.
 */
export function secretsIn(env: Record<string, string | undefined>): Secrets {
  return {
    get: (name) => Promise.resolve(env[settingOf(name)] || undefined),
  };
}

/** The setting that holds a secret. */
export function settingOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}
