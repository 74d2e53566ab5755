import type { DurableClient } from 'durable-functions';
import { careId } from '../../shared/contracts/activities.ts';
import type { FleetStatus } from '../../shared/contracts/fleet.ts';
import type { Stalled } from '../../shared/contracts/standstill.ts';
import { stalledBy, wayToFree, withStall } from '../../shared/domain/judge-progress.ts';
import { note } from '../activities/fleet-context.ts';
import { measureFleet } from '../telemetry/measure-fleets.ts';
import type { Dependencies } from '../dependencies.ts';

/** A fleet's status as it is read: with the stall that nobody who is stalled could put there. */
export async function withProgress(
  deps: Dependencies,
  fleet: string,
  status: FleetStatus | undefined,
): Promise<FleetStatus | undefined> {
  return status && withStall(status, await stallOf(deps, fleet, status));
}

async function stallOf(
  deps: Dependencies,
  fleet: string,
  status: FleetStatus | undefined,
): Promise<Stalled | undefined> {
  return (await signsOf(deps, fleet, status)).stalled;
}

async function signsOf(deps: Dependencies, fleet: string, status: FleetStatus | undefined) {
  const { stores } = deps;
  const oldestHint = await stores.hints.oldest(fleet);
  const isReacting = status?.phase === 'reacting';
  if (oldestHint === undefined && !isReacting) return { oldestHint, stalled: undefined };
  const reaction =
    isReacting && status.reactionId ? await stores.reactions.get(fleet, status.reactionId) : undefined;
  const openDeployments = (await stores.reactions.openDeployments(fleet)).length;
  const signs = { status, oldestHint, movedAt: reaction?.movedAt, openDeployments };
  return { oldestHint, stalled: stalledBy({ ...signs, now: deps.now().toISOString() }) };
}

/** Frees a fleet that does not move: its orchestration is resumed, or ended for the next ring to start it anew. */
export async function freeIfStalled(deps: Dependencies, client: DurableClient, fleet: string): Promise<void> {
  const status = await deps.stores.fleets.status(fleet);
  const { stalled, oldestHint } = await signsOf(deps, fleet, status);
  await measureFleet(deps, fleet, { status, oldestHint, stalled });
  if (!stalled) return;
  const at = deps.now().toISOString();
  const { runtimeStatus } = await client.getStatus(careId(fleet), { showInput: false });
  const way = wayToFree(stalled, String(runtimeStatus), at);
  if (!way) return;
  const reason = `nothing has moved since ${stalled.since}: ${stalled.at}`;
  const message = TOLD[way];
  await note(deps, { fleet, reactionId: status?.reactionId ?? '', at }, [
    { kind: 'stalled', message, reason },
  ]);
  if (way === 'resume') await client.resume(careId(fleet), reason);
  else await client.terminate(careId(fleet), reason);
}

const TOLD = {
  restart: 'Ends the fleet’s orchestration, so that it is started anew',
  resume: 'Resumes the fleet’s orchestration, which was suspended',
};
