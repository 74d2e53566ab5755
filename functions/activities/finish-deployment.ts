import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { withRelease } from '../../shared/domain/plan-deployments.ts';
import type { Dependencies } from '../dependencies.ts';
import { note, saveChanged } from './fleet-context.ts';

/**
 * Puts a deployment's end on record: in the ledger first, then as finished. A crash in between repeats it, which
 * changes nothing, because a row whose release is no longer awaited is left alone.
 */
export async function finishDeployment(
  deps: Dependencies,
  occasion: Occasion,
  {
    deployment,
    outcome,
    why,
  }: { deployment: PlannedDeployment; outcome: 'deployed' | 'failed'; why: string },
): Promise<void> {
  const concerned = new Set(deployment.vmIds);
  const before = await deps.stores.ledger.rows(occasion.fleet);
  const after = before.map((row) =>
    concerned.has(row.vmId) ? finished(row, deployment, { outcome, at: occasion.at }) : row,
  );
  await saveChanged(deps, occasion.fleet, { before, after });
  const state = outcome === 'deployed' ? 'succeeded' : 'failed';
  const { projectName, version, machineIds, id } = deployment;
  const kind = outcome === 'deployed' ? 'deploymentSucceeded' : 'deploymentFailed';
  const message = `${projectName} ${version} on ${machineIds.length} machines: ${state}`;
  await note(deps, { ...occasion, reactionId: deployment.reactionId }, [
    { kind, subject: id, message, reason: why },
  ]);
  await deps.stores.reactions.saveDeployments(occasion.fleet, [
    { ...deployment, state, finishedAt: occasion.at, reason: why },
  ]);
}

function finished(
  row: LedgerRow,
  { projectId, releaseId, version, deploymentId }: PlannedDeployment,
  { outcome, at }: { outcome: 'deployed' | 'failed'; at: string },
): LedgerRow {
  const own = row.releases[projectId];
  if (own?.releaseId !== releaseId || own.state !== 'requested') return row;
  const attempts = own.attempts + 1;
  const value = {
    releaseId,
    version,
    state: outcome,
    attempts,
    at,
    ...(deploymentId ? { deploymentId } : {}),
  };
  return { ...withRelease(row, { projectId }, value), reason: `${version} ${outcome}` };
}
