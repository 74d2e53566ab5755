import type { TokenCredential } from '@azure/identity';
import type { OctopusServer } from '../shared/octopus/octopus-client.ts';
import type { OctopusSettings } from './octopus-settings.ts';

/** The configured servers, with the app's own identity for those whose service account trusts it. */
export function octopusConnections(
  servers: Record<string, OctopusSettings>,
  credential: TokenCredential,
): Record<string, OctopusServer> {
  return Object.fromEntries(
    Object.entries(servers).map(([name, { url, apiKey, serviceAccount }]) => [
      name,
      {
        url,
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(serviceAccount === undefined ? {} : { identity: identityOf(serviceAccount, credential) }),
      },
    ]),
  );
}

function identityOf(
  { id, tokenAudience }: NonNullable<OctopusSettings['serviceAccount']>,
  credential: TokenCredential,
): NonNullable<OctopusServer['identity']> {
  return {
    serviceAccountId: id,
    async subjectToken(abortSignal) {
      const token = await credential.getToken(`${tokenAudience}/.default`, { abortSignal });
      if (!token) throw new TypeError('the credential has no token');
      return token.token;
    },
  };
}
