import { expect } from '@jest/globals';
import { type Lived, liveThrough } from './live-through.ts';
import { tale } from './tale.ts';
import { untruths } from './truths.ts';
import { stateOf } from '../../../../shared/domain/rollout/state.ts';

/** Lives through the runs of so many seeds; throws the first of which something is not true, with the command that repeats it. */
export async function standUp(first: number, runs: number): Promise<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (let seed = first; seed < first + runs; seed++) {
    const { rollout } = await livedWell(seed);
    ends[stateOf(rollout)] = (ends[stateOf(rollout)] ?? 0) + 1;
  }
  return ends;
}

async function livedWell(seed: number): Promise<Lived> {
  const again = `SEED=${seed} RUNS=1 npx jest test/rollouts/random-runs`;
  try {
    const lived = await liveThrough(seed);
    lived.town.close();
    expect({ again, untrue: untruths(lived) }).toEqual({ again, untrue: [] });
    return lived;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${again}\n${message}\n${JSON.stringify(tale(seed), null, 1)}`);
  }
}
