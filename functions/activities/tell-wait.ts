import { freezeWait } from '../../shared/domain/deployments/freeze-wait.ts';
import type { Activity } from './answering.ts';
import { changeStatus } from './fleet-status.ts';

/** Shows on the fleet's status what is waited for, or that nothing is any more but the end of a freeze. */
export const tellWait: Activity<'tellWait'> = async (deps, { fleet, waiting }) => {
  if (!(await deps.stores.fleets.get(fleet))) return null;
  const shown = waiting ?? freezeWait(await deps.stores.ledger.rows(fleet));
  await changeStatus(deps, fleet, ({ waiting: _over, ...before }) =>
    shown ? { ...before, waiting: shown } : before,
  );
  return null;
};
