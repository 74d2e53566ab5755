import type { Occasion } from '../../shared/contracts/activities.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { secondsWaited } from '../../shared/domain/deployments/overdue.ts';
import { toldGoesOn, toldWaiting } from '../../shared/domain/deployments/told.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import { note } from './fleet-context.ts';
import { taskLink } from './task-link.ts';

interface Waiting {
  scope: ResolvedTargeting;
  /** All that have not ended. */
  running: PlannedDeployment[];
  /** Those of them that wait for a person now. */
  waiting: PlannedDeployment[];
}

/**
 * Told once each time a deployment begins to wait for a person, with where that person finds it, and when it waits no more.
 * Answers those that run as they are now, and how many began or ended to wait.
 */
export async function noteWaiting(
  deps: Dependencies,
  occasion: Occasion,
  { waiting, running, scope }: Waiting,
): Promise<{ turned: number; running: PlannedDeployment[] }> {
  const { at } = occasion;
  const begun = waiting
    .filter(({ waitsSince }) => waitsSince === undefined)
    .map((each) => {
      const link = taskLink(deps, scope, each.taskId);
      return { ...each, waitsSince: at, ...(link === undefined ? {} : { link }) };
    });
  const over = running.filter((each) => each.waitsSince !== undefined && !waiting.includes(each));
  await note(deps, occasion, [...begun.map(toldWaiting), ...over.map(toldGoesOn)]);
  const gone = over.map(({ waitsSince, ...each }) => ({
    ...each,
    waitedSeconds: secondsWaited({ ...each, ...(waitsSince ? { waitsSince } : {}) }, at),
  }));
  const changed = new Map([...begun, ...gone].map((each) => [each.id, each]));
  await deps.stores.reactions.saveDeployments(occasion.fleet, [...changed.values()]);
  return { turned: changed.size, running: running.map((each) => changed.get(each.id) ?? each) };
}
