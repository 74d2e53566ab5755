import type { LedgerRow, OrphanRow } from '../contracts/ledger.ts';
import { count } from './wording.ts';

export interface PruneInput {
  rows: LedgerRow[];
  orphans: OrphanRow[];
  policy: { maxPerRun: number; dryRun: boolean; allowEmpty: boolean };
  /** How many removals an operator agreed to beforehand; 0 when nobody did. */
  approvedRemovals: number;
  /** Removals that a rollout made itself: they need no yes, and do not count against the maximum. */
  wanted?: WantedRemovals[];
}

/** A member that a rollout made smaller, or retired: it is to have no more than so many machines. */
export interface Downsizing {
  /** The scale set's id in lower case. */
  member: string;
  size: number;
}

/** So many machines of a member are gone because a rollout made it smaller. */
export interface WantedRemovals {
  /** The scale set's id in lower case. */
  member: string;
  count: number;
}

/** As many as the ledger has rows beyond the size: an absolute number, so what was removed already is not wanted again. */
export function wantedRemovals(rows: LedgerRow[], downsizings: Downsizing[] = []): WantedRemovals[] {
  return downsizings.map(({ member, size }) => {
    const count = rows.filter((row) => row.member === member).length - size;
    return { member, count: Math.max(0, count) };
  });
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
  /** Of what is removed, the machines (vmIds) that a rollout removed itself: no yes is used up for them. */
  expected?: string[];
  /** Set in a dry run: what would have been removed. */
  wouldRemove: PruneCandidate[];
}

/**
 * Which targets go (rule 4): only owned ones, whose instance was missing in two separate looks, never more than the
 * fleet's maximum in one run, and none at all because of an emptied scale set unless that was allowed.
 */
export function planPruning(input: PruneInput): PrunePlan {
  const { rows, orphans, policy, wanted = [] } = input;
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
  const expected = new Set(wanted.flatMap((each) => expectedOf(gone, each)));
  const others = candidates.filter(({ vmId = '' }) => !expected.has(vmId));
  const ask = others.length === 0 ? undefined : questionBefore(others.length, input);
  const whole = { ...plan, ...(expected.size > 0 ? { expected: [...expected] } : {}) };
  if (!ask) return { ...whole, remove: candidates };
  return { ...whole, remove: candidates.filter((each) => !others.includes(each)), ask, asked: others };
}

/** Those of its machines that are gone, as far as the number goes; one without a target is one of them too. */
function expectedOf(gone: LedgerRow[], { member, count: most }: WantedRemovals): string[] {
  return gone
    .filter((row) => row.member === member)
    .slice(0, most)
    .map(({ vmId }) => vmId);
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
