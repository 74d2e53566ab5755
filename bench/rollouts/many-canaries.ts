import { rounded } from '../figures.ts';
import { policyFor } from './canary.ts';
import { startWorldUnderRollout } from './world-under-rollout.ts';

/** So many fleets of one subscription that are rolled out to at once. */
export interface ManyCanaries {
  fleets: number;
  instancesEach: number;
  wallSeconds: number;
  simulatedSeconds: number;
  armCalls: number;
  armCallsPerMinute: number;
  /** Answers 429: a token bucket was empty. */
  throttled: number;
}

const EACH = 4;
const LONGEST_MINUTES = 120;

export async function manyCanaries(count: number): Promise<ManyCanaries> {
  const fleets = Array.from({ length: count }, (_, index) => `shop-${index}`);
  const world = await startWorldUnderRollout(fleets);
  const { clock, outside, send } = world;
  try {
    outside.arm.resetCalls();
    const began = { at: clock.now(), wall: performance.now() };
    let open: string[] = [];
    for (const fleet of fleets) {
      const { id } = await send<{ id: string }>('POST', '/api/rollouts', policyFor(fleet, world.image, EACH));
      open = [...open, id];
      // As a script would start them, one after the other.
      await clock.advance(2000);
    }
    while (open.length > 0) {
      await clock.advance(30_000);
      open = await notOver(world, open);
      if (clock.now() - began.at > LONGEST_MINUTES * 60_000)
        throw new Error(`${open.length} of ${count} canaries are not over after ${LONGEST_MINUTES} minutes`);
    }
    const simulatedSeconds = Math.round((clock.now() - began.at) / 1000);
    const armCalls = Object.values(outside.arm.calls()).reduce((sum, each) => sum + each, 0);
    return {
      ...{ fleets: count, instancesEach: EACH, simulatedSeconds, armCalls },
      wallSeconds: rounded((performance.now() - began.wall) / 1000, 1),
      armCallsPerMinute: Math.round((armCalls * 60) / simulatedSeconds),
      throttled: outside.arm.throttled(),
    };
  } finally {
    await world.stop();
  }
}

async function notOver({ send }: Awaited<ReturnType<typeof startWorldUnderRollout>>, ids: string[]) {
  const states = await Promise.all(
    ids.map((id) => send<{ id: string; state: string }>('GET', `/api/rollouts/${id}`)),
  );
  const lost = states.find(({ state }) => !['running', 'succeeded'].includes(state));
  if (lost) throw new Error(`${lost.id} is ${lost.state}`);
  return states.filter(({ state }) => state === 'running').map(({ id }) => id);
}
