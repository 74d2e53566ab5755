import { ComputeManagementClient } from '@azure/arm-compute';

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
const credential = {
  getToken: () => Promise.resolve({ token: 'token', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

interface Pipeline {
  removePolicy(options: { name: string }): unknown;
  addPolicy(policy: {
    name: string;
    sendRequest: <R extends { headers: { set(name: string, value: string): void } }, T>(
      request: R,
      next: (request: R) => T,
    ) => T;
  }): void;
}

/** Over plain HTTP the SDK refuses to send a token by itself. */
export function withPlainHttpToken<T extends { pipeline: Pipeline }>(client: T): T {
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  client.pipeline.addPolicy({
    name: 'plainHttpToken',
    sendRequest: (request, next) => {
      request.headers.set('authorization', 'Bearer token');
      return next(request);
    },
  });
  return client;
}

export const clientOptions = (endpoint: string) => ({ endpoint, allowInsecureConnection: true });

export function computeClient(endpoint: string): ComputeManagementClient {
  return withPlainHttpToken(new ComputeManagementClient(credential, SUBSCRIPTION, clientOptions(endpoint)));
}

export { credential };
