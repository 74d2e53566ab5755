import type { Clock } from '../../local/clock/clock.ts';
import type { OctopusServer as SimulatedOctopus } from '../../local/octopus-server/start-octopus-server.ts';
import type { FederatedIdentity } from '../../shared/octopus/exchange-token.ts';

const CLAIMS = {
  iss: 'https://login.example/tenant/v2.0',
  sub: 'the-app',
  aud: 'api://AzureADTokenExchange',
};
/** Stands in every token of ours, as its signature does: wherever it is read, a token is. */
export const OUR_SIGNATURE = 'c2lnbmF0dXJlLW9mLXRoZS1hcHA';

/** The app's own identity, whom the first service account of the server trusts. */
export function trustedIdentity({ sim }: SimulatedOctopus, clock: Clock): FederatedIdentity {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    get serviceAccountId() {
      return sim.list('serviceaccounts')[0]?.Id ?? '';
    },
    subjectToken: () => {
      const claims = { ...CLAIMS, exp: Math.ceil(clock.now() / 1000) + 600 };
      return Promise.resolve(`${part({ alg: 'RS256' })}.${part(claims)}.${OUR_SIGNATURE}`);
    },
  };
}

/** A service account that trusts it. */
export function trustingAccount({ sim }: SimulatedOctopus): void {
  const { iss, sub, aud } = CLAIMS;
  const OidcIdentities = [{ Issuer: iss, Subject: sub, Audience: aud }];
  sim.add('serviceaccounts', { Name: 'fleets', OidcIdentities });
}
