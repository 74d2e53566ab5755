import { ComputeManagementClient } from '@azure/arm-compute';
import { ManagementLockClient } from '@azure/arm-locks';
import { MonitorClient } from '@azure/arm-monitor';
import { NetworkManagementClient } from '@azure/arm-network';
import type { TokenCredential } from '@azure/identity';
import { armPolicy } from './arm-policy.ts';

export interface ArmClients {
  compute: ComputeManagementClient;
  network: NetworkManagementClient;
  monitor: MonitorClient;
  locks: ManagementLockClient;
}

export interface ArmConnection {
  /** Who we are at Azure; not needed with a local token. */
  credential?: TokenCredential;
  /** Default: the public cloud. */
  endpoint?: string;
  /** Bearer token for a simulated ARM, which may answer over plain HTTP. */
  localToken?: string;
  /** For each request, so for each page. Default 30. */
  timeoutSeconds?: number;
}

const PUBLIC_CLOUD = 'https://management.azure.com';
const SDK_TOKEN_POLICY = 'bearerTokenAuthenticationPolicy';

/** Finds the SDK's clients of a subscription, made once each. */
export function armClients(connection: ArmConnection): (subscriptionId: string) => ArmClients {
  const known = new Map<string, ArmClients>();
  return (subscriptionId) => {
    const key = subscriptionId.toLowerCase();
    const clients = known.get(key) ?? createClients(connection, subscriptionId);
    known.set(key, clients);
    return clients;
  };
}

function createClients(connection: ArmConnection, subscriptionId: string): ArmClients {
  const { endpoint = PUBLIC_CLOUD, localToken, timeoutSeconds = 30 } = connection;
  const options = {
    endpoint,
    allowInsecureConnection: localToken !== undefined,
    // Retries are durable timers' work, above; a redirect would carry the token to another host.
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  };
  const credential = credentialOf(connection);
  const clients = {
    compute: new ComputeManagementClient(credential, subscriptionId, options),
    network: new NetworkManagementClient(credential, subscriptionId, options),
    monitor: new MonitorClient(credential, subscriptionId, options),
    locks: new ManagementLockClient(credential, subscriptionId, options),
  };
  const policy = armPolicy({ endpoint, timeoutSeconds, ...(localToken === undefined ? {} : { localToken }) });
  for (const { pipeline } of [clients.compute, clients.network, clients.monitor, clients.locks]) {
    // The SDK's own token policy refuses plain HTTP.
    if (localToken !== undefined) pipeline.removePolicy({ name: SDK_TOKEN_POLICY });
    pipeline.addPolicy(policy, { phase: 'Serialize' });
  }
  return clients;
}

function credentialOf({ credential, localToken }: ArmConnection): TokenCredential {
  if (localToken !== undefined)
    return { getToken: () => Promise.resolve({ token: localToken, expiresOnTimestamp: Infinity }) };
  if (!credential) throw new TypeError('either a credential or a local token is needed');
  return credential;
}
