import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { LOCAL_WEBHOOK_SECRET } from '../../local/launcher/start-world.ts';
import { webhooksAt } from '../../local/launcher/open-receiver.ts';
import {
  startWebhookReceiver,
  type WebhookReceiver,
  type WebhookReceiverOptions,
} from '../../local/webhook-receiver/start-webhook-receiver.ts';
import { Fleet } from '../../shared/contracts/fleet.ts';
import type { Deployments } from '../../shared/ports/deployments.ts';
import type { NewTarget, ResolvedTargeting, TargetRegistry } from '../../shared/ports/target-registry.ts';
import { createWebhooks } from '../../shared/webhooks/create-webhooks.ts';

export const MARK = 'fleet-conductor.test.web';
const SET = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/web';

export function fleetAt(url: string, more: object = {}): Fleet {
  return Fleet.parse({ scaleSet: SET, webhooks: { ...webhooksAt(url), timeout: 'PT2S', ...more } });
}

export interface Registry {
  clock: VirtualClock;
  registry: TargetRegistry;
  deployments: Deployments;
  scope: ResolvedTargeting;
}

/** The adapter of a fleet whose endpoints are at an address. */
export async function registryAt(url: string, more: object = {}): Promise<Registry> {
  const clock = new VirtualClock();
  const secrets = { get: (name: string) => Promise.resolve(SECRETS[name]) };
  const adapter = createWebhooks({ secrets, now: () => clock.now(), allowLoopback: true });
  const scope = await adapter.registry.resolve({ name: 'web', mark: MARK, fleet: fleetAt(url, more) });
  return { clock, ...adapter, scope };
}

const SECRETS: Record<string, string> = { 'webhook-receiver': LOCAL_WEBHOOK_SECRET };

/** The adapter at the example receiver. */
export async function withReceiver(
  settings: Partial<WebhookReceiverOptions> = {},
): Promise<Registry & { receiver: WebhookReceiver }> {
  let now = () => 0;
  const options = { port: 0, secret: LOCAL_WEBHOOK_SECRET, now: () => now(), ...settings };
  const receiver = await startWebhookReceiver(options);
  const registry = await registryAt(receiver.url);
  now = () => registry.clock.now();
  return { ...registry, receiver };
}

/** The n-th machine to be registered. */
export function newTarget(n: number): NewTarget {
  const name = `web-${n}`;
  const machine = { vmId: `vm-${n}`, name: `web_${n}`, computerName: name, resourceId: `${SET}/${n}` };
  return { name, host: `10.0.0.${n}`, port: 0, roles: [MARK], mark: MARK, tenantTags: [], machine };
}

/** A request to deploy to these. */
export function requestFor(machineIds: string[], marker = 'first') {
  const planned = { projectId: 'application', releaseId: '1.0.0', version: '1.0.0', marker };
  return { ...planned, machineIds, comments: 'because', useGuidedFailure: false };
}
