import type { Activities, HealthRound } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { dueForCheck, isHopeful } from '../../shared/domain/due-checks.ts';
import { unlinkOther } from '../../shared/domain/targets/link-row.ts';
import { healthOf, isSameTentacle, type SeenTarget } from '../../shared/domain/targets/seen-target.ts';
import { ofMembers } from '../../shared/domain/members.ts';
import { count, namesOf } from '../../shared/domain/wording.ts';
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
  const whose = count(machineIds.length, input.whose === 'new' ? 'new target' : 'target');
  const description = `Fleet Conductor: health of ${whose} of fleet ${name}`;
  const { taskId } = await deps.deployments.beginHealthCheck(scope, machineIds, description);
  const check = { taskId, reactionId: input.reactionId, at: input.at, isOpen: true };
  const checked = new Set(due);
  const after = before.map((row) => (checked.has(row) ? { ...row, check } : row));
  await note(deps, input, [noteOn(input, { whose, taskId })]);
  await saveChanged(deps, input.fleet, { before, after });
  return { taskId, machines: machineIds.length };
};

/** An earlier run of this very activity began it, and its answer was lost. */
function begunAlready(rows: LedgerRow[], { reactionId, at }: Input) {
  const under = rows.filter(({ check }) => check?.reactionId === reactionId && check.at === at);
  const taskId = under[0]?.check?.taskId;
  return taskId === undefined ? undefined : { taskId, machines: under.length };
}

function noteOn({ whose }: Input, told: { whose: string; taskId: string }) {
  const isNew = whose === 'new';
  const reason = isNew ? 'nothing is deployed to a machine unseen' : 'they were not healthy when last seen';
  return {
    kind: isNew ? 'healthCheckStarted' : 'recoveryCheckStarted',
    message: `Checks the health of ${told.whose}`,
    reason,
    data: { taskId: told.taskId },
  };
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
  const after = before.map((row) => (isChecked(row) ? withHealth(row, seen) : row));
  await saveChanged(deps, occasion.fleet, { before, after });
  const rows = after.filter(isChecked);
  const sick = rows.filter((row) => row.health !== 'healthy');
  await updateReaction(deps, occasion, (reaction) => ({
    unhealthy: unhealthyAfter(reaction.unhealthy, rows),
  }));
  await note(deps, occasion, [...notesOn(rows, sick), ...notesOnLost(before, after)]);
  const { waitMinutes } = named.fleet.health;
  return { done: true, ...tally(rows, sick, { at: occasion.at, waitMinutes }) };
};

function withHealth(row: LedgerRow, targets: Map<string, SeenTarget>): LedgerRow {
  const seen = targets.get(row.target?.machineId ?? '');
  // Whoever was checked is not whom this row stands for: the next look at the targets says who it is.
  if (row.target && seen && !isSameTentacle(row.target, seen)) return unlinkOther(row, row.target.name);
  return asFound(row, seen?.healthStatus ?? 'Unknown');
}

function asFound(row: LedgerRow, said: string): LedgerRow {
  const { checkDue, check, unproven, ...rest } = row;
  const health = healthOf(said);
  const reason = health === row.health ? row.reason : `Octopus says ${said}`;
  const stillDue = checkDue && health !== 'healthy' ? { checkDue } : {};
  // Octopus trusts no other certificate than the target's: who is found healthy is the very machine.
  const stillUnproven = unproven && health !== 'healthy' ? { unproven } : {};
  return {
    ...rest,
    ...stillDue,
    ...stillUnproven,
    ...(check ? { check: { ...check, isOpen: false } } : {}),
    health,
    reason,
  };
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

function notesOnLost(before: LedgerRow[], after: LedgerRow[]) {
  const lost = after.filter((row, index) => before[index]?.target && !row.target);
  const message = `Lost the targets of ${namesOf(lost)}`;
  return lost.length === 0 ? [] : [{ kind: 'targetsLost', message, reason: lost[0]?.reason ?? '' }];
}

function notesOn(rows: LedgerRow[], sick: LedgerRow[]) {
  const well = rows.filter((row) => row.health === 'healthy');
  const healthy = {
    kind: 'targetsHealthy',
    message: `Healthy: ${namesOf(well)}`,
    reason: 'the health check of just these succeeded',
  };
  const unhealthy = {
    kind: 'targetsUnhealthy',
    message: `Not healthy: ${namesOf(sick)}`,
    reason: sick[0]?.reason ?? '',
  };
  return [...(well.length > 0 ? [healthy] : []), ...(sick.length > 0 ? [unhealthy] : [])];
}
