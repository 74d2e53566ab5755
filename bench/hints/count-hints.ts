import { FleetApi } from '../../local/launcher/fleet-api.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { LOCAL_KEY } from '../../local/launcher/local-keys.ts';
import { rounded } from '../figures.ts';
import { type Counts, startCountedWorld } from './counted-world.ts';

const FLEET = 'web';
const BURST = 100;
const REACTION_MS = 60_000;

/** What a hint costs in calls, which are the same everywhere; see `measure-hints.ts` for what it costs in time. */
export interface HintCalls {
  /** One hint for a fleet at rest: at the door, and the reaction that finds nothing to do. */
  single: { door: Counts; reaction: Counts };
  /** A hundred at the same time, to the end of what they lead to, divided by a hundred. */
  inBurst: Counts;
}

export async function countHints(): Promise<HintCalls> {
  const world = await startCountedWorld();
  try {
    const api = new FleetApi(world.inside.host.url, LOCAL_KEY);
    const hint = () => api.postScaleEvent({ scaleSet: scaleSetId(FLEET) });
    const rest = () => world.clock.advance(REACTION_MS);
    await api.put(FLEET, {
      scaleSet: scaleSetId(FLEET),
      octopus: { environment: 'Production', roles: ['web-server'], projects: [{ project: 'Web Shop' }] },
    });
    await world.clock.advance(10 * REACTION_MS);
    // The first also learns whose the scale set is.
    await hint();
    await rest();
    const single = { door: await world.costOf(hint), reaction: await world.costOf(rest) };
    const burst = await world.costOf(async () => {
      await Promise.all(Array.from({ length: BURST }, hint));
      await rest();
    });
    return { single, inBurst: each(burst, BURST) };
  } finally {
    await world.stop();
  }
}

function each(counts: Counts, hints: number): Counts {
  const shares = Object.entries(counts).map(([what, count]) => [what, rounded(Number(count) / hints, 2)]);
  return Object.fromEntries(shares) as Counts;
}
