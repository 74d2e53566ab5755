import type { FleetStatus } from '../../shared/contracts/fleet.ts';
import type { Stalled } from '../../shared/contracts/standstill.ts';
import { measured } from '../../shared/telemetry/measures.ts';
import { isTelemetryOn } from '../../shared/telemetry/telemetry.ts';
import type { Dependencies } from '../dependencies.ts';
import { measureProgress } from './measure-rollout.ts';

/** What the timer finds of a fleet at its turn. */
export interface Found {
  status: FleetStatus | undefined;
  oldestHint: string | undefined;
  stalled: Stalled | undefined;
}

/** Shows for how long a fleet has not been looked after, whatever the cause, and what waits for it. */
export async function measureFleet(
  deps: Dependencies,
  fleet: string,
  { status, oldestHint, stalled }: Found,
): Promise<void> {
  if (!isTelemetryOn()) return;
  const at = deps.now().getTime();
  const { stores } = deps;
  const secondsSince = (time: string | undefined) => (time ? Math.max(0, (at - Date.parse(time)) / 1000) : 0);
  measured('hint.age', secondsSince(oldestHint), { fleet });
  const restsSince = status?.phase === 'reacting' ? undefined : status?.since;
  measured('reconcile.lag', secondsSince(stalled?.since ?? restsSince), { fleet });
  const id = await stores.rollouts.underWay(fleet);
  const file = id === undefined ? undefined : await stores.rollouts.open(fleet, id);
  if (file) measureProgress(file.rollout, at);
}
