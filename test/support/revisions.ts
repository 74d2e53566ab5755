import { RESOURCE_GROUP, scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { World } from './world.ts';

interface Revision {
  instances?: number;
  mode?: 'Uniform' | 'Flexible';
}

/** What rollouts do to a fleet's members, done by hand. */
export function revisionsOf(world: World) {
  const { fleets } = world.inside.deps.stores;
  const now = () => new Date(world.clock.now()).toISOString();
  return {
    /** The fleet counts on a scale set that is not there yet. */
    claim: (name: string, fleet = 'web') =>
      fleets.claimMember(fleet, { scaleSet: scaleSetId(name), at: now() }),
    /** Claimed, made without machines, and then grown. */
    async make(name: string, { instances = 2, mode = 'Uniform' }: Revision = {}, fleet = 'web') {
      await this.claim(name, fleet);
      const { sim } = world.outside.arm;
      sim.createScaleSet({
        ...{ resourceGroup: RESOURCE_GROUP, name, capacity: 0 },
        ...(mode === 'Uniform' ? { overprovision: false } : { orchestrationMode: mode }),
      });
      world.witness.observe();
      if (instances > 0) sim.setCapacity(scaleSetId(name), instances);
    },
    release: (name: string, fleet = 'web') => fleets.releaseMember(fleet, scaleSetId(name)),
  };
}
