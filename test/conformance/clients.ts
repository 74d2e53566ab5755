import { ComputeManagementClient } from '@azure/arm-compute';
import { MonitorClient } from '@azure/arm-monitor';
import { NetworkManagementClient } from '@azure/arm-network';
import { ComputeManagementClient as FormerCompute } from 'arm-compute-24';
import { MonitorClient as FormerMonitor } from 'arm-monitor-7';
import { NetworkManagementClient as FormerNetwork } from 'arm-network-38';

import { generation } from './generation.ts';
import type { Exchange } from './open-api.ts';

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
const credential = {
  getToken: () => Promise.resolve({ token: 'token', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

interface SdkRequest {
  method: string;
  url: string;
  headers: { set(name: string, value: string): void };
}
interface SdkResponse {
  status: number;
  bodyAsText?: string | null;
}

interface Pipeline {
  removePolicy(options: { name: string }): unknown;
  addPolicy(policy: {
    name: string;
    sendRequest: <Q extends SdkRequest, S extends SdkResponse>(
      request: Q,
      next: (request: Q) => Promise<S>,
    ) => Promise<S>;
  }): void;
}

/** The SDK refuses to send a token over plain HTTP by itself; every answer is told to `seen`. */
function tapped<T extends { pipeline: Pipeline }>(client: T, seen: (exchange: Exchange) => void): T {
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  client.pipeline.addPolicy({
    name: 'tap',
    sendRequest: async (request, next) => {
      request.headers.set('authorization', 'Bearer token');
      const response = await next(request);
      const text = response.bodyAsText;
      seen({
        method: request.method,
        url: request.url,
        status: response.status,
        body: text ? JSON.parse(text) : undefined,
      });
      return response;
    },
  });
  return client;
}

export interface Clients {
  compute: ComputeManagementClient;
  network: NetworkManagementClient;
  monitor: MonitorClient;
}

/** The real clients, pointed at the simulator. */
export function clientsOf(endpoint: string, seen: (exchange: Exchange) => void = () => undefined): Clients {
  const options = { endpoint, allowInsecureConnection: true };
  const { compute, network, monitor } = generation.isFormer ? formerClients(options) : newestClients(options);
  return { compute: tapped(compute, seen), network: tapped(network, seen), monitor: tapped(monitor, seen) };
}

type Options = { endpoint: string; allowInsecureConnection: boolean };

function newestClients(options: Options): Clients {
  return {
    compute: new ComputeManagementClient(credential, SUBSCRIPTION, options),
    network: new NetworkManagementClient(credential, SUBSCRIPTION, options),
    monitor: new MonitorClient(credential, SUBSCRIPTION, options),
  };
}

/** The majors before; what the tests use of them is called the same. */
function formerClients(options: Options): Clients {
  return {
    compute: new FormerCompute(credential, SUBSCRIPTION, options),
    network: new FormerNetwork(credential, SUBSCRIPTION, options),
    monitor: new FormerMonitor(credential, SUBSCRIPTION, options),
  } as unknown as Clients;
}
