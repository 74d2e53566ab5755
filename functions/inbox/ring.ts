import type { DurableClient } from 'durable-functions';
import { CARE_FOR_FLEET, careId, HINT_RECEIVED } from '../../shared/contracts/activities.ts';

/**
 * Wakes a fleet's orchestration, or starts it the first time. The hint itself is in the inbox already: if this ring is
 * lost, the timer rings again (rule 2).
 */
export async function ring(client: DurableClient, fleet: string): Promise<void> {
  try {
    await client.raiseEvent(careId(fleet), HINT_RECEIVED, {});
  } catch {
    // 404: never started. Any other failure shows again below, or the orchestration is found running. One that has
    // ended answers 410, which the client takes for a yes: the timer starts it again.
    await start(client, fleet);
  }
}

/** The same, but also starts one anew that has ended (a deleted fleet made again) or was terminated. */
export async function ringOrRestart(client: DurableClient, fleet: string): Promise<void> {
  if (await isRunning(client, careId(fleet))) await ring(client, fleet);
  else await start(client, fleet);
}

const RUNNING = ['Running', 'Pending', 'Suspended', 'ContinuedAsNew'];

async function isRunning(client: DurableClient, instanceId: string): Promise<boolean> {
  try {
    const status = await client.getStatus(instanceId, { showInput: false });
    return RUNNING.includes(String(status.runtimeStatus));
  } catch {
    // The client throws for an instance that does not exist.
    return false;
  }
}

/** Two doors may start it at once; the host lets one win, and that one finds both hints. */
async function start(client: DurableClient, fleet: string): Promise<void> {
  try {
    await client.startNew(CARE_FOR_FLEET, { instanceId: careId(fleet), input: { fleet } });
  } catch (error) {
    if (!(await isRunning(client, careId(fleet)))) throw error;
  }
}
