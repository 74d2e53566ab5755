import type { FleetStatus, NamedFleet } from '../../shared/contracts/fleet.ts';
import { fleetView } from '../../shared/view/fleet-view.ts';
import type { Dependencies } from '../dependencies.ts';
import { withProgress } from '../progress/fleet-progress.ts';
import { rolloutUnderWay } from './rollouts/find-rollout.ts';

/** A fleet as it is answered, with all that goes on in it. */
export async function fleetNow(deps: Dependencies, named: NamedFleet, status: FleetStatus | undefined) {
  const { installation, stores } = deps;
  const [progress, members, rollout] = await Promise.all([
    withProgress(deps, named.name, status),
    stores.fleets.members(named),
    rolloutUnderWay(deps, named.name),
  ]);
  return fleetView(named, { status: progress, installation, members, rollout });
}
