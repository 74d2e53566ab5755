import type { Activities } from '../../shared/contracts/activities.ts';
import { type Connection, type NamedFleet, ownerMark } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { type Problem, ProblemError } from '../../shared/contracts/problem.ts';
import { ofMember } from '../../shared/domain/members.ts';
import { linkRow } from '../../shared/domain/targets/link-row.ts';
import { targetName } from '../../shared/domain/target-name.ts';
import { hopefulCount, unregistered } from '../../shared/domain/unregistered.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { withAddresses } from './addresses.ts';
import { loadTargeting, namesOf, note, saveChanged, union, updateReaction } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';

/** So that an activity stays well under a function's time-out when each discovery takes seconds. */
const BATCH = 100;

type Input = Activities['registerTargets']['input'];
type Targeting = NamedFleet & { scope: ResolvedTargeting };
type Listening = Extract<Connection, { kind: 'listening' }>;

interface Attempt {
  row: LedgerRow;
  problem?: Problem;
}

/**
 * Registers ready instances as listening Tentacles, the longest untried first. A machine that cannot be registered
 * does not stop the others; Octopus itself being out of reach does. Polling Tentacles register themselves.
 */
export const registerTargets: Activity<'registerTargets'> = async (deps, input) => {
  const named = await loadTargeting(deps, input.fleet);
  const { connection } = named.fleet.octopus;
  const before = ofMember(await deps.stores.ledger.rows(input.fleet), named.fleet.scaleSet);
  const patience = { at: input.at, waitMinutes: named.fleet.register.waitMinutes };
  if (connection.kind === 'polling') return tally(before, 0, patience);
  const rows = lacksAddress(before, connection) ? await withAddresses(deps, named, before) : before;
  const batch = longestUntriedFirst(unregistered(rows)).slice(0, BATCH);
  const attempts = await inParallel(batch, (row) =>
    tryToRegister({ deps, named, connection, at: input.at }, row),
  );
  const after = replaced(rows, attempts);
  await saveChanged(deps, input.fleet, { before, after });
  await report(deps, input, { attempts, before });
  const systemic = attempts.find(({ problem }) => problem && !isAboutOneMachine(problem))?.problem;
  if (systemic) throw new ProblemError(systemic);
  return tally(after, attempts.filter(({ row }) => row.target).length, patience);
};

function tally(rows: LedgerRow[], registered: number, patience: { at: string; waitMinutes: number }) {
  return { registered, remaining: unregistered(rows).length, hopeful: hopefulCount(rows, patience) };
}

function longestUntriedFirst(rows: LedgerRow[]): LedgerRow[] {
  return rows.sort((a, b) => (a.registrationTriedAt ?? '').localeCompare(b.registrationTriedAt ?? ''));
}

/** Needed only where the fleet's machines are called at their private address. */
function lacksAddress(rows: LedgerRow[], connection: Listening): boolean {
  return (
    connection.address.includes('{privateIp}') && unregistered(rows).some((row) => row.address === undefined)
  );
}

interface Registering {
  deps: Dependencies;
  named: Targeting;
  connection: Listening;
  at: string;
}

async function tryToRegister({ deps, named, connection, at }: Registering, row: LedgerRow): Promise<Attempt> {
  const host = connection.address
    .replaceAll('{privateIp}', row.address ?? '')
    .replaceAll('{computerName}', row.computerName);
  if (!host)
    return { row: { ...row, registrationTriedAt: at, reason: 'Azure shows no private address for it yet' } };
  const { roles, tenantTags, ownerRole: fleetRole } = named.fleet.octopus;
  const mark = ownerMark(deps.installation, named.name);
  const wanted = {
    name: targetName(row),
    host,
    port: connection.port,
    roles: [...roles, ...(fleetRole === undefined ? [] : [fleetRole]), mark],
    mark,
    tenantTags,
  };
  try {
    const target = await deps.registry.register(named.scope, wanted);
    const linked = linkRow(row, target, { origin: 'registered', at });
    return { row: { ...linked, reason: `registered as ${target.name}` } };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const reason = `not registered: ${error.problem.message}`;
    return { row: { ...row, registrationTriedAt: at, reason }, problem: error.problem };
  }
}

/** A Tentacle that does not answer, or a name that is taken, says nothing about the next machine. */
function isAboutOneMachine({ kind, code }: Problem): boolean {
  return code === 'tentacleUnreachable' || kind === 'Conflict' || kind === 'InvalidInput';
}

function replaced(rows: LedgerRow[], attempts: Attempt[]): LedgerRow[] {
  const byId = new Map(attempts.map(({ row }) => [row.vmId, row]));
  return rows.map((row) => byId.get(row.vmId) ?? row);
}

/** A machine that still does not answer is told of once, not at every try. */
async function report(
  deps: Dependencies,
  input: Input,
  { attempts, before }: { attempts: Attempt[]; before: LedgerRow[] },
): Promise<void> {
  const known = new Map(before.map(({ vmId, reason }) => [vmId, reason]));
  const registered = attempts.flatMap(({ row }) =>
    row.target ? [{ id: row.target.machineId, name: row.target.name }] : [],
  );
  const failed = attempts.filter(({ row }) => !row.target && row.reason !== known.get(row.vmId));
  await updateReaction(deps, input, (reaction) => ({ registered: union(reaction.registered, registered) }));
  const done = {
    kind: 'targetsRegistered',
    message: `Registered ${namesOf(registered)}`,
    reason: 'ready in Azure, no target yet',
  };
  const missed = {
    kind: 'registrationFailed',
    message: `Could not register ${namesOf(failed.map(({ row }) => row))}`,
    reason: failed[0]?.row.reason ?? '',
  };
  await note(deps, input, [...(registered.length > 0 ? [done] : []), ...(failed.length > 0 ? [missed] : [])]);
}
