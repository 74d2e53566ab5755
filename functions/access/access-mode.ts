import type { AccessMode } from '../../shared/contracts/access.ts';

/** What App Service says of itself. */
type Where = Partial<
  Record<
    'WEBSITE_SITE_NAME' | 'WEBSITE_INSTANCE_ID' | 'WEBSITE_AUTH_ENABLED' | 'WEBSITE_AUTH_CLIENT_ID',
    string | undefined
  >
>;

/** Why the mode does not fit where the app runs; a mode that would let strangers in never starts. */
export function misfit(mode: AccessMode, where: Where): string | undefined {
  const isOnAzure = Boolean(where.WEBSITE_SITE_NAME ?? where.WEBSITE_INSTANCE_ID);
  if (mode === 'local' && isOnAzure)
    return 'is `local`, which is only for a machine of one’s own: choose entra or keys';
  if (mode === 'entra' && !(isOnAzure && isSignInOn(where)))
    return 'is `entra`, which needs App Service authentication, which is not on here: without it anybody may say to be anyone';
  return undefined;
}

function isSignInOn(where: Where): boolean {
  return where.WEBSITE_AUTH_ENABLED?.toLowerCase() === 'true' || Boolean(where.WEBSITE_AUTH_CLIENT_ID);
}
