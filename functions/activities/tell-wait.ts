import type { Activity } from './answering.ts';
import { changeStatus } from './fleet-status.ts';

/** Shows on the fleet's status what is waited for, or that nothing is any more. */
export const tellWait: Activity<'tellWait'> = async (deps, { fleet, waiting }) => {
  if (!(await deps.stores.fleets.get(fleet))) return null;
  await changeStatus(deps, fleet, ({ waiting: _over, ...before }) =>
    waiting ? { ...before, waiting } : before,
  );
  return null;
};
