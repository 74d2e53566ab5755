import type { LedgerRow, OrphanRow } from '../contracts/ledger.ts';
import { count } from './wording.ts';

export interface PruneInput {
  rows: LedgerRow[];
  orphans: OrphanRow[];
  policy: { maxPerRun: number; dryRun: boolean; allowEmpty: boolean };
  /** How many removals an operator agreed to beforehand; 0 when nobody did. */
  approvedRemovals: number;
}

export interface PruneCandidate {
  machineId: string;
  name: string;
  vmId?: string;
  reason: string;
}

export interface PrunePlan {
  /** Targets to remove now. */
  remove: PruneCandidate[];
  /** Rows whose instance is gone and that have no target of their own: nothing to remove but the row. */
  forget: string[];
  /** Why nothing is removed although there are candidates, as a question to a person. */
  ask?: string;
  /** The targets that the question is about. */
  asked?: PruneCandidate[];
  /** Set in a dry run: what would have been removed. */
  wouldRemove: PruneCandidate[];
}

/**
 * Which targets go (rule 4): only owned ones, whose instance was missing in two separate looks, never more than the
 * fleet's maximum in one run, and none at all because of an emptied scale set unless that was allowed.
 */
export function planPruning({ rows, orphans, policy, approvedRemovals }: PruneInput): PrunePlan {
  const gone = rows.filter((row) => row.state === 'gone');
  // The list of orphans is older than the rows: a target may have found its instance since.
  const standing = new Set(rows.filter((row) => row.state !== 'gone').map((row) => row.target?.machineId));
  const candidates = [
    ...gone.flatMap(goneCandidate),
    ...orphans.filter((orphan) => orphan.confirmed).map(orphanCandidate),
  ].filter(({ machineId }) => !standing.has(machineId));
  const plan: PrunePlan = {
    remove: [],
    forget: gone.filter(({ target }) => !target || standing.has(target.machineId)).map((row) => row.vmId),
    wouldRemove: [],
  };
  if (candidates.length === 0) return plan;
  if (policy.dryRun) return { ...plan, wouldRemove: candidates };
  const ask = questionBefore(candidates.length, { rows, policy, approvedRemovals });
  return ask ? { ...plan, ask, asked: candidates } : { ...plan, remove: candidates };
}

function questionBefore(candidates: number, input: Omit<PruneInput, 'orphans'>): string | undefined {
  if (input.approvedRemovals >= candidates) return undefined;
  const emptied = input.rows.every((row) => row.missingSince !== undefined);
  if (emptied && !input.policy.allowEmpty) {
    return `Azure lists no instance any more; removing all ${count(candidates, 'target')} needs a yes`;
  }
  if (candidates > input.policy.maxPerRun) {
    return `${count(candidates, 'target')} would be removed, more than the ${input.policy.maxPerRun} allowed in one run`;
  }
  return undefined;
}

/** The target of a machine that is gone, if it has one. */
export function goneCandidate(row: LedgerRow): PruneCandidate[] {
  if (!row.target) return [];
  const { machineId, name } = row.target;
  return [{ machineId, name, vmId: row.vmId, reason: row.goneReason ?? row.reason }];
}

function orphanCandidate({ machineId, name, missingSince }: OrphanRow): PruneCandidate {
  return { machineId, name, reason: `no instance stands behind it since ${missingSince}, in two looks` };
}
