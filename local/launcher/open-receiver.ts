import type { Arm } from '../arm/start-arm.ts';
import type { Clock } from '../clock/clock.ts';
import {
  startWebhookReceiver,
  type WebhookReceiver,
  type WebhookReceiverOptions,
} from '../webhook-receiver/start-webhook-receiver.ts';
import { LOCAL_WEBHOOK_SECRET } from './start-world.ts';

/** The example receiver, with the running machines of the simulated Azure as those that it reaches. */
export function openReceiver(
  { sim, clock }: { sim: Arm['sim']; clock: Clock },
  settings: Partial<WebhookReceiverOptions> = {},
): Promise<WebhookReceiver> {
  return startWebhookReceiver({
    ...{ port: 0, secret: LOCAL_WEBHOOK_SECRET, now: () => clock.now(), machine: machinesOf(sim, clock) },
    ...settings,
  });
}

/** The whole truth is asked for at most once an instant. */
function machinesOf(sim: Arm['sim'], clock: Clock): NonNullable<WebhookReceiverOptions['machine']> {
  let known = { at: Number.NaN, running: new Set<string>() };
  return (vmId) => {
    const at = clock.now();
    if (known.at !== at) {
      const machines = sim.instances().filter((machine) => machine.running);
      known = { at, running: new Set(machines.map((machine) => machine.vmId.toLowerCase())) };
    }
    return known.running.has(vmId.toLowerCase()) ? 'well' : 'gone';
  };
}

/** The section `webhooks` of a fleet that is registered there. */
export function webhooksAt(url: string, { release = 'latest' } = {}) {
  return {
    ...{ register: `${url}/register`, deregister: `${url}/deregister` },
    ...{ targets: `${url}/targets`, health: `${url}/health` },
    deployments: { deploy: `${url}/deploy`, status: `${url}/status`, release },
    signWith: { secret: 'webhook-receiver' },
  };
}
