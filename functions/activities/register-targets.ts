import type { Activities } from '../../shared/contracts/activities.ts';
import { ownerMark } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { type Problem, ProblemError } from '../../shared/contracts/problem.ts';
import { ofMembers } from '../../shared/domain/members.ts';
import { isReady } from '../../shared/domain/standing.ts';
import {
  type Called,
  hostOf,
  lacksAddresses,
  neededAddresses,
  whyNoAddress,
} from '../../shared/domain/targets/called-address.ts';
import { knownThumbprint, linkRow, unlinkRow } from '../../shared/domain/targets/link-row.ts';
import { suspects } from '../../shared/domain/targets/renewal.ts';
import { toldRegistrations } from '../../shared/domain/targets/told.ts';
import { targetName } from '../../shared/domain/targets/target-name.ts';
import { hopefulCount, unregistered } from '../../shared/domain/unregistered.ts';
import type { CalledAddress } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { withAddresses } from './addresses.ts';
import { loadTargeting, note, saveChanged, type Targeting, union, updateReaction } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';

/** So that an activity stays well under a function's time-out when each discovery takes seconds. */
const BATCH = 100;
/** Some of these are silent for good, and each costs the server's whole patience. */
const MOST_SUSPECTS = 16;

type Input = Activities['registerTargets']['input'];

interface Attempt {
  row: LedgerRow;
  problem?: Problem;
}

/**
 * Registers ready instances that Octopus calls, the longest untried first. A machine that cannot be registered
 * does not stop the others; Octopus itself being out of reach does. Polling Tentacles register themselves.
 */
export const registerTargets: Activity<'registerTargets'> = async (deps, input) => {
  const named = await loadTargeting(deps, input.fleet);
  if (!named) return { registered: 0, remaining: 0, hopeful: 0 };
  const { connection } = named.settings;
  const before = ofMembers(await deps.stores.ledger.rows(input.fleet), named.members);
  const patience = { at: input.at, waitMinutes: named.fleet.register.waitMinutes };
  if (connection.kind === 'polling') return tally(before, 0, patience);
  const needed = neededAddresses(connection);
  const isLacking = before.some((row) => isReady(row) && lacksAddresses(row, needed));
  const rows = isLacking ? await withAddresses(deps, named, { rows: before, needed }) : before;
  const waiting = longestUntriedFirst(unregistered(rows)).slice(0, BATCH);
  const batch = [...waiting, ...longestUntriedFirst(suspects(rows, input.at)).slice(0, MOST_SUSPECTS)];
  const attempts = await inParallel(batch, (row) =>
    tryToRegister({ deps, named, connection, at: input.at }, row),
  );
  const after = replaced(rows, attempts);
  await report(deps, input, { attempts, before });
  await saveChanged(deps, input.fleet, { before, after });
  const asked = new Set(waiting.map(({ vmId }) => vmId));
  const registered = attempts.filter(({ row }) => asked.has(row.vmId) && row.target && !row.unproven);
  const systemic = attempts.find(({ problem }) => problem && !isAboutOneMachine(problem))?.problem;
  // Who gets on, only slower than it likes, has not to be patient: the next batch waits if it must.
  if (systemic && (!isThrottled(systemic) || registered.length === 0)) throw new ProblemError(systemic);
  return tally(after, registered.length, patience);
};

function tally(rows: LedgerRow[], registered: number, patience: { at: string; waitMinutes: number }) {
  return { registered, remaining: unregistered(rows).length, hopeful: hopefulCount(rows, patience) };
}

function longestUntriedFirst(rows: LedgerRow[]): LedgerRow[] {
  return rows.sort((a, b) => (a.registrationTriedAt ?? '').localeCompare(b.registrationTriedAt ?? ''));
}

interface Registering {
  deps: Dependencies;
  named: Targeting;
  connection: Called;
  at: string;
}

async function tryToRegister(registering: Registering, row: LedgerRow): Promise<Attempt> {
  const { connection, at } = registering;
  const needed = neededAddresses(connection);
  if (lacksAddresses(row, needed))
    return { row: { ...row, registrationTriedAt: at, reason: whyNoAddress(needed, row) } };
  try {
    const address = addressOf(connection, hostOf(connection, row));
    return {
      row: row.target ? await proven(registering, row, address) : await made(registering, row, address),
    };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (isThrottled(error.problem)) return { row, problem: error.problem };
    const reason = row.target && !row.unproven ? row.reason : `not registered: ${error.problem.message}`;
    return { row: { ...row, registrationTriedAt: at, reason }, problem: error.problem };
  }
}

function addressOf(connection: Called, host: string): CalledAddress {
  if (connection.kind === 'told') return { host, port: 0 };
  if (connection.kind === 'none') return { host, port: 0, isRegion: true };
  const { port } = connection;
  if (connection.kind === 'listening') return { host, port };
  const { platform, fingerprint } = connection;
  return { host, port, ssh: { platform, ...(fingerprint === undefined ? {} : { fingerprint }) } };
}

async function made(
  { deps, named, at }: Registering,
  row: LedgerRow,
  address: CalledAddress,
): Promise<LedgerRow> {
  const { roles, tenantTags, ownerRole, targetName: template } = named.settings;
  const mark = ownerMark(deps.installation, named.name);
  const all = [...roles, ...(ownerRole === undefined ? [] : [ownerRole]), mark];
  const { vmId, name, computerName, resourceId } = row;
  const machine = { vmId, name, computerName, resourceId };
  const wanted = { name: targetName(row, template), ...address, roles: all, mark, tenantTags, machine };
  const target = await deps.registry.register(named.scope, wanted);
  return { ...linkRow(row, target, { origin: 'registered', at }), reason: `registered as ${target.name}` };
}

/** The target of a machine that may have been made anew: it stands for whoever answers at the address. */
async function proven(
  { deps, named, at }: Registering,
  row: LedgerRow,
  address: CalledAddress,
): Promise<LedgerRow> {
  const { target, unproven, ...rest } = row;
  const found = target && (await deps.registry.refresh(named.scope, target.machineId, address));
  if (!target || !found) return unlinkRow(row, 'its target was removed');
  const known = knownThumbprint(row);
  if (!known || !found.thumbprint || known === found.thumbprint)
    return { ...rest, target: { ...target, provenAt: at }, ...(unproven ? { health: 'unknown' } : {}) };
  const linked = linkRow(row, found, { origin: target.origin, at });
  return { ...linked, reason: `made anew: another certificate answers; ${found.name} stands for it` };
}

/** A Tentacle that does not answer, or a name that is taken, says nothing about the next machine. */
function isAboutOneMachine({ kind, code }: Problem): boolean {
  return code === 'tentacleUnreachable' || kind === 'Conflict' || kind === 'InvalidInput';
}

/** It was not tried, so nothing is known of it. */
function isThrottled({ code }: Problem): boolean {
  return code === 'octopusThrottled';
}

function replaced(rows: LedgerRow[], attempts: Attempt[]): LedgerRow[] {
  const byId = new Map(attempts.map(({ row }) => [row.vmId, row]));
  return rows.map((row) => byId.get(row.vmId) ?? row);
}

async function report(
  deps: Dependencies,
  input: Input,
  { attempts, before }: { attempts: Attempt[]; before: LedgerRow[] },
): Promise<void> {
  const known = new Map(before.map((row) => [row.vmId, row]));
  const isNew = ({ row }: Attempt) => row.target && !known.get(row.vmId)?.target;
  const registered = attempts
    .filter(isNew)
    .flatMap(({ row: { target } }) => (target ? [{ id: target.machineId, name: target.name }] : []));
  const rowsOf = (some: Attempt[]) => some.map(({ row }) => row);
  const anew = rowsOf(
    attempts.filter(({ row }) => row.target && row.renewedAt !== known.get(row.vmId)?.renewedAt),
  );
  const failed = rowsOf(
    attempts.filter(
      ({ row, problem }) => (problem ?? !row.target) && row.reason !== known.get(row.vmId)?.reason,
    ),
  );
  await updateReaction(deps, input, (reaction) => ({ registered: union(reaction.registered, registered) }));
  await note(deps, input, toldRegistrations({ registered, anew, failed }));
}
