import type { FleetStatus } from '../../shared/contracts/fleet.ts';
import type { Activity } from './answering.ts';

/** Shows on the fleet's status what is waited for, or that nothing is any more. */
export const tellWait: Activity<'tellWait'> = async ({ stores }, { fleet, waiting, at }) => {
  if (!(await stores.fleets.get(fleet))) return null;
  const before: FleetStatus = (await stores.fleets.status(fleet)) ?? {
    phase: 'idle',
    since: at,
    problems: [],
  };
  const { waiting: _over, ...rest } = before;
  await stores.fleets.saveStatus(fleet, waiting ? { ...rest, waiting } : rest);
  return null;
};
