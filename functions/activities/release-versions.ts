import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';

/**
 * The rows with the versions of releases that others deployed in place of the fleet's; a deployment tells only their
 * ids. One call for each such release, and none for what the ledger had before.
 */
export async function withVersions(
  { deployments }: Dependencies,
  scope: ResolvedTargeting,
  { projectId, before, after }: { projectId: string; before: LedgerRow[]; after: LedgerRow[] },
): Promise<LedgerRow[]> {
  const known = new Set(before);
  const nameless = after.flatMap((row) => {
    const own = row.releases[projectId];
    return !known.has(row) && own && own.version === own.releaseId ? [own.releaseId] : [];
  });
  if (nameless.length === 0) return after;
  const versions = new Map<string, string>();
  for (const releaseId of new Set(nameless)) {
    const release = await deployments.release(scope, releaseId);
    if (release) versions.set(releaseId, release.version);
  }
  return after.map((row) => {
    const own = row.releases[projectId];
    const version = own && versions.get(own.version);
    return own && version ? { ...row, releases: { ...row.releases, [projectId]: { ...own, version } } } : row;
  });
}
