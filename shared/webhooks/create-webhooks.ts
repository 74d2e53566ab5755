import type { Deployments } from '../ports/deployments.ts';
import type { Secrets } from '../ports/rollout.ts';
import type { TargetRegistry } from '../ports/target-registry.ts';
import type { Reach } from '../probes/exchange.ts';
import { forbidding } from '../probes/forbidden-addresses.ts';
import { webhookClient } from './webhook-client.ts';
import { webhookDeployments } from './webhook-deployments.ts';
import { webhookTargetRegistry } from './webhook-target-registry.ts';

export interface WebhooksOptions {
  /** Where the secrets are that fleets name to sign with. */
  secrets: Secrets;
  /** Milliseconds since the epoch; signatures and waits go by it. */
  now?: () => number;
  /** Whether this machine itself may be asked: only where everything runs on one. */
  allowLoopback?: boolean;
  /** Where a host is really reached; for tests. */
  reach?: Reach;
}

/** Plain HTTP endpoints behind the two ports of a registry (docs/webhook-registry.md). */
export function createWebhooks(options: WebhooksOptions): {
  registry: TargetRegistry;
  deployments: Deployments;
} {
  const { secrets, now = Date.now, allowLoopback = false, reach = () => undefined } = options;
  const isForbidden = forbidding({ loopback: !allowLoopback });
  const client = webhookClient({ secrets, now, isForbidden, reach });
  return {
    registry: webhookTargetRegistry(client, { secrets, isForbidden }),
    deployments: webhookDeployments(client, now),
  };
}
