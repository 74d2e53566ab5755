import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';

/** Who the app is at Azure; made when a token is first wanted, so that no start waits for the package that it needs. */
export function credentialOnDemand(): TokenCredential {
  let made: TokenCredential | undefined;
  return {
    getToken: (scopes, options) => (made ??= new DefaultAzureCredential()).getToken(scopes, options),
  };
}
