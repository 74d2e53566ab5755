import type { HealthRound } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { isServed } from '../../shared/domain/attention.ts';
import { healthOf } from '../../shared/domain/link-targets.ts';
import { ofMember } from '../../shared/domain/members.ts';
import type { Activity } from './answering.ts';
import { count, loadTargeting, namesOf, note, saveChanged, union, updateReaction } from './fleet-context.ts';
import { listTargets } from './list-targets.ts';

/** Starts a health check of exactly the new targets; without any there is nothing to start. */
export const beginHealthCheck: Activity<'beginHealthCheck'> = async (deps, input) => {
  const { scope, name, fleet } = await loadTargeting(deps, input.fleet);
  const unchecked = newAndNotHealthy(ofMember(await deps.stores.ledger.rows(input.fleet), fleet.scaleSet));
  const machineIds = unchecked.flatMap((row) => row.target?.machineId ?? []);
  if (machineIds.length === 0) return { machines: 0 };
  const description = `Fleet Conductor: health of ${count(machineIds.length, 'new target')} of fleet ${name}`;
  const { taskId } = await deps.deployments.beginHealthCheck(scope, machineIds, description);
  const message = `Checks the health of ${count(machineIds.length, 'new target')}`;
  await note(deps, input, [
    {
      kind: 'healthCheckStarted',
      message,
      reason: 'nothing is deployed to a machine unseen',
      data: { taskId },
    },
  ]);
  return { taskId, machines: machineIds.length };
};

/** The result of a health check, once it is done; a task that is gone counts as done. */
export const readHealthCheck: Activity<'readHealthCheck'> = async (deps, { taskId, ...occasion }) => {
  const named = await loadTargeting(deps, occasion.fleet);
  const before = await deps.stores.ledger.rows(occasion.fleet);
  const checked = new Set(newAndNotHealthy(ofMember(before, named.fleet.scaleSet)).map((row) => row.vmId));
  const [task] = await deps.deployments.tasks(named.scope, [taskId]);
  if (task && !task.isCompleted)
    return { done: false, healthy: 0, unhealthy: checked.size, hopeful: checked.size };
  const targets = await listTargets(deps, named);
  const status = new Map(targets.map((target) => [target.machineId, target.healthStatus]));
  const after = before.map((row) => (checked.has(row.vmId) ? withHealth(row, status) : row));
  await saveChanged(deps, occasion.fleet, { before, after });
  const rows = after.filter((row) => checked.has(row.vmId));
  const sick = rows.filter((row) => row.health !== 'healthy');
  await updateReaction(deps, occasion, (reaction) => ({
    unhealthy: unhealthyAfter(reaction.unhealthy, rows),
  }));
  const { waitMinutes } = named.fleet.health;
  await note(deps, occasion, notesOn(rows, sick));
  return { done: true, ...tally(rows, sick, Date.parse(occasion.at) - waitMinutes * 60_000) };
};

function newAndNotHealthy(rows: LedgerRow[]): LedgerRow[] {
  return rows.filter(
    (row) =>
      row.state === 'ready' &&
      row.missingSince === undefined &&
      row.target &&
      row.health !== 'healthy' &&
      !isServed(row),
  );
}

function withHealth(row: LedgerRow, status: Map<string, string>): LedgerRow {
  const said = status.get(row.target?.machineId ?? '') ?? 'Unknown';
  const health = healthOf(said);
  return health === row.health ? row : { ...row, health, reason: `Octopus says ${said}` };
}

function tally(rows: LedgerRow[], sick: LedgerRow[], hopeEndsBefore: number): Omit<HealthRound, 'done'> {
  const hopeful = sick.filter((row) => Date.parse(row.target?.since ?? '') > hopeEndsBefore).length;
  return { healthy: rows.length - sick.length, unhealthy: sick.length, hopeful };
}

function unhealthyAfter(before: { id: string; name: string }[], rows: LedgerRow[]) {
  const refs = (wanted: boolean) =>
    rows
      .filter((row) => (row.health !== 'healthy') === wanted)
      .flatMap((row) => (row.target ? [{ id: row.target.machineId, name: row.target.name }] : []));
  const recovered = new Set(refs(false).map(({ id }) => id));
  return union(before, refs(true)).filter(({ id }) => !recovered.has(id));
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
