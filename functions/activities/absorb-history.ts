import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { absorbDeployments } from '../../shared/domain/deployments/absorb-deployments.ts';
import type { WantedRelease } from '../../shared/domain/deployments/seen-deployment.ts';
import { unknownSince, withUnknownPast } from '../../shared/domain/deployments/unknown-past.ts';
import type { ObservedDeployment } from '../../shared/ports/deployments.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import { withVersions } from './release-versions.ts';

interface History {
  rows: LedgerRow[];
  wanted: WantedRelease;
  recent: ObservedDeployment[];
  openVmIds: Set<string>;
  at: string;
  /** What else was run leaves what it is about as it is: so it is with runbooks. */
  onlyWanted?: boolean;
}

/** The rows after what was deployed to their machines; further back only for those that were there before the fleet had them. */
export async function absorbHistory(
  deps: Dependencies,
  scope: ResolvedTargeting,
  { rows, wanted, recent, openVmIds, at, onlyWanted = false }: History,
): Promise<LedgerRow[]> {
  const { projectId } = wanted;
  const absorb = (row: LedgerRow, deployments: ObservedDeployment[]) =>
    absorbDeployments(row, wanted, {
      deployments: deployments.filter(({ releaseId }) => !onlyWanted || releaseId === wanted.releaseId),
      ...{ openVmIds, at },
    });
  const known = rows.map((row) => absorb(row, recent));
  const unknown = withUnknownPast(known, projectId);
  const since = unknownSince(unknown, recent);
  const earlier = since === undefined ? [] : await deps.deployments.earlier(scope, { projectId, since });
  const after = known.map((row) =>
    earlier.length > 0 && unknown.includes(row) ? absorb(row, [...recent, ...earlier]) : row,
  );
  return withVersions(deps, scope, { projectId, before: rows, after });
}
