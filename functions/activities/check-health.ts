import type { Activities, HealthRound } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { dueForCheck, isHopeful } from '../../shared/domain/due-checks.ts';
import { checkedHealth } from '../../shared/domain/targets/checked-health.ts';
import { toldCheck, toldHealth } from '../../shared/domain/targets/told.ts';
import { ofMembers } from '../../shared/domain/members.ts';
import { count } from '../../shared/domain/wording.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, note, saveChanged, union, updateReaction } from './fleet-context.ts';
import { listTargets } from './list-targets.ts';

type Input = Activities['beginHealthCheck']['input'];

/** Starts a health check of exactly those who need one; without any there is nothing to start. */
export const beginHealthCheck: Activity<'beginHealthCheck'> = async (deps, input) => {
  const named = await loadTargeting(deps, input.fleet);
  if (!named) return { machines: 0 };
  const { scope, name, fleet, members } = named;
  const before = await deps.stores.ledger.rows(input.fleet);
  const begun = begunAlready(before, input);
  if (begun) return begun;
  const due = dueForCheck(ofMembers(before, members), {
    ...input,
    waitMinutes: fleet.health.waitMinutes,
  });
  const machineIds = due.flatMap((row) => row.target?.machineId ?? []);
  if (machineIds.length === 0) return { machines: 0 };
  const description = `Fleet Conductor: health of ${count(machineIds.length, 'target')} of fleet ${name}`;
  const { taskId } = await deps.deployments.beginHealthCheck(scope, machineIds, description);
  const check = { taskId, reactionId: input.reactionId, at: input.at, isOpen: true };
  const checked = new Set(due);
  const after = before.map((row) => (checked.has(row) ? { ...row, check } : row));
  await note(deps, input, [toldCheck(input.whose, machineIds.length, taskId)]);
  await saveChanged(deps, input.fleet, { before, after });
  return { taskId, machines: machineIds.length };
};

/** An earlier run of this very activity began it, and its answer was lost. */
function begunAlready(rows: LedgerRow[], { reactionId, at }: Input) {
  const under = rows.filter(({ check }) => check?.reactionId === reactionId && check.at === at);
  const taskId = under[0]?.check?.taskId;
  return taskId === undefined ? undefined : { taskId, machines: under.length };
}

/** The result of a health check, once it is done; a task that is gone counts as done. */
export const readHealthCheck: Activity<'readHealthCheck'> = async (deps, { taskId, ...occasion }) => {
  const named = await loadTargeting(deps, occasion.fleet);
  if (!named) return { done: true, healthy: 0, hopeful: 0 };
  const before = await deps.stores.ledger.rows(occasion.fleet);
  const isChecked = (row: LedgerRow) => row.target !== undefined && row.check?.taskId === taskId;
  const [task] = await deps.deployments.tasks(named.scope, [taskId]);
  await updateReaction(deps, occasion, () => ({}));
  if (task && !task.isCompleted) return { done: false, healthy: 0, hopeful: before.filter(isChecked).length };
  const targets = await listTargets(deps, named);
  const seen = new Map(targets.map((target) => [target.machineId, target]));
  const after = before.map((row) =>
    isChecked(row) ? checkedHealth(row, seen.get(row.target?.machineId ?? '')) : row,
  );
  await saveChanged(deps, occasion.fleet, { before, after });
  const rows = after.filter(isChecked);
  const [well, sick] = [rows.filter(isWell), rows.filter((row) => !isWell(row))];
  const lost = after.filter((row, index) => before[index]?.target && !row.target);
  await updateReaction(deps, occasion, (reaction) => ({
    unhealthy: unhealthyAfter(reaction.unhealthy, rows),
  }));
  await note(deps, occasion, toldHealth({ well, sick, lost }));
  const { waitMinutes } = named.fleet.health;
  return { done: true, ...tally(rows, sick, { at: occasion.at, waitMinutes }) };
};

function isWell({ health }: LedgerRow): boolean {
  return health === 'healthy';
}

function tally(
  rows: LedgerRow[],
  sick: LedgerRow[],
  patience: { at: string; waitMinutes: number },
): Omit<HealthRound, 'done'> {
  const hopeful = sick.filter((row) => isHopeful(row, patience)).length;
  return { healthy: rows.length - sick.length, hopeful };
}

function unhealthyAfter(before: { id: string; name: string }[], rows: LedgerRow[]) {
  const refs = (wanted: boolean) =>
    rows
      .filter((row) => (row.health !== 'healthy') === wanted)
      .flatMap((row) => (row.target ? [{ id: row.target.machineId, name: row.target.name }] : []));
  const recovered = new Set(refs(false).map(({ id }) => id));
  return union(before, refs(true)).filter(({ id }) => !recovered.has(id));
}
