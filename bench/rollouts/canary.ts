import { rounded } from '../figures.ts';
import { startWorldUnderRollout, type WorldUnderRollout } from './world-under-rollout.ts';

export const PHASES = ['25%', '50%', '75%', '100%'];

/** What a canary from nothing to so many instances in four phases cost. */
export interface Canary {
  instances: number;
  wallSeconds: number;
  simulatedSeconds: number;
  armCalls: Record<string, number>;
  activities: number;
  commits: number;
  /** What the plan said that it would take. */
  expectedCalls: number;
  /** Of the record when it is over. */
  recordBytes: number;
}

export interface CanaryAsked {
  instances: number;
  stateDir: string;
}

interface Answer {
  id: string;
  state: string;
  ended?: object;
}

export async function canary({ instances, stateDir }: CanaryAsked): Promise<Canary> {
  const world = await startWorldUnderRollout(['web'], stateDir);
  try {
    return await measured(world, instances);
  } finally {
    await world.stop();
  }
}

async function measured(world: WorldUnderRollout, instances: number): Promise<Canary> {
  const { clock, outside, inside, counts, send } = world;
  const policy = policyFor('web', world.image, instances);
  const { expected } = await send<{ expected: { calls: number } }>('POST', '/api/rollouts/plan', policy);
  outside.arm.resetCalls();
  Object.assign(counts, { activities: 0, commits: 0 });
  const began = { at: clock.now(), wall: performance.now() };
  const { id } = await send<Answer>('POST', '/api/rollouts', policy);
  for (let state = ''; state !== 'succeeded';) {
    await clock.advance(10_000);
    ({ state } = await send<Answer>('GET', `/api/rollouts/${id}`));
    if (!['running', 'succeeded'].includes(state)) throw new Error(`the canary is ${state}`);
  }
  const armCalls = outside.arm.calls();
  return {
    instances,
    wallSeconds: rounded((performance.now() - began.wall) / 1000, 2),
    simulatedSeconds: Math.round((clock.now() - began.at) / 1000),
    armCalls,
    ...counts,
    expectedCalls: expected.calls,
    recordBytes: JSON.stringify(await inside.deps.stores.rollouts.open('web', id)).length,
  };
}

export function policyFor(fleet: string, image: string, desired: number): object {
  const steps = PHASES.map((upgrade) => ({ upgrade }));
  return {
    fleet,
    image: { version: image },
    instances: { min: 0, max: desired, desired },
    canary: { steps },
  };
}
