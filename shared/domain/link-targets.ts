import type { LedgerRow, OrphanRow } from '../contracts/ledger.ts';
import type { TargetRef } from '../contracts/reaction.ts';
import { targetName } from './target-name.ts';

/** A deployment target as its registry shows it. */
export interface SeenTarget {
  machineId: string;
  name: string;
  roles: string[];
  thumbprint?: string;
  /** Healthy, Unavailable, Unknown, HasWarnings, Unhealthy. */
  healthStatus: string;
}

export interface LinkInput {
  rows: LedgerRow[];
  /** All targets of the fleet's environment that have any of its roles or its owner role. */
  targets: SeenTarget[];
  roles: string[];
  ownerRole: string;
  orphans: OrphanRow[];
  /** ISO 8601. */
  at: string;
  /** The look that the rows come from. */
  look: { at: string; trustworthy: boolean };
  secondLookSeconds: number;
}

export interface Linked {
  rows: LedgerRow[];
  orphans: OrphanRow[];
  adopted: TargetRef[];
  /** Targets that were removed behind our back. */
  lost: TargetRef[];
}

/**
 * Brings the ledger in line with the targets that are really there: links instances to targets that registered
 * themselves, drops links to targets that are no more, and names the owned targets no instance stands behind.
 */
export function linkTargets(input: LinkInput): Linked {
  const byId = new Map(input.targets.map((target) => [target.machineId, target]));
  const checked = input.rows.map((row) => confirmLink(row, byId));
  const claimed = new Set(checked.map((row) => row.target?.machineId));
  const free = input.targets.filter(({ machineId }) => !claimed.has(machineId));
  const byName = new Map(
    free.filter((target) => isCandidate(target, input)).map((t) => [t.name.toLowerCase(), t]),
  );
  const shared = sharedHostNames(checked);
  const rows = checked.map((row) => adopt(row, { byName, shared, at: input.at }));
  const taken = new Set(rows.map((row) => row.target?.machineId));
  const unlinked = free.filter(
    ({ machineId, roles }) => !taken.has(machineId) && hasRole(roles, input.ownerRole),
  );
  return {
    rows,
    orphans: orphansAmong(unlinked, input),
    adopted: differences(checked, rows, (before, after) => !before.target && after.target),
    lost: differences(checked, input.rows, (after, before) => !after.target && before.target),
  };
}

/**
 * A link holds while its target exists and still is the same Tentacle: a machine that re-registers under the name of
 * another keeps that one's id but brings its own certificate.
 */
function confirmLink(row: LedgerRow, byId: Map<string, SeenTarget>): LedgerRow {
  if (!row.target) return row;
  const seen = byId.get(row.target.machineId);
  const sameTentacle =
    !seen?.thumbprint || !row.target.thumbprint || seen.thumbprint === row.target.thumbprint;
  if (seen && sameTentacle) return withHealth(withThumbprint(row, seen), seen);
  const { target, ...rest } = row;
  const reason = seen
    ? `${target.name} now stands for another machine`
    : `its target ${target.name} was removed`;
  return { ...rest, health: 'unknown', reason };
}

function withHealth(row: LedgerRow, target: SeenTarget): LedgerRow {
  const health = healthOf(target.healthStatus);
  return health === row.health ? row : { ...row, health, reason: `Octopus says ${target.healthStatus}` };
}

/** Without the certificate on record nobody could tell later that another machine took the target over. */
function withThumbprint(row: LedgerRow, { thumbprint }: SeenTarget): LedgerRow {
  if (!row.target || row.target.thumbprint || !thumbprint) return row;
  return { ...row, target: { ...row.target, thumbprint } };
}

interface Adoption {
  byName: Map<string, SeenTarget>;
  shared: Set<string>;
  at: string;
}

function adopt(row: LedgerRow, { byName, shared, at }: Adoption): LedgerRow {
  if (!needsTarget(row)) return row;
  const hostName = row.computerName.toLowerCase();
  const target = byName.get(targetName(row)) ?? (shared.has(hostName) ? undefined : byName.get(hostName));
  if (!target) return row;
  byName.delete(target.name.toLowerCase());
  const { machineId, name, thumbprint } = target;
  const link = {
    machineId,
    name,
    origin: 'adopted' as const,
    since: at,
    ...(thumbprint ? { thumbprint } : {}),
  };
  return {
    ...row,
    target: link,
    health: healthOf(target.healthStatus),
    reason: `registered itself as ${name}`,
  };
}

function needsTarget(row: LedgerRow): boolean {
  return !row.target && row.missingSince === undefined;
}

/** Host names that say nothing about who registered under them, because several instances have them (rule 3). */
function sharedHostNames(rows: LedgerRow[]): Set<string> {
  const names = rows.filter(needsTarget).map((row) => row.computerName.toLowerCase());
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

/** Some name matches by chance; a target is taken for an instance's only if it has all the roles, or is marked as ours. */
function isCandidate(target: SeenTarget, { roles, ownerRole }: LinkInput): boolean {
  return hasRole(target.roles, ownerRole) || roles.every((role) => hasRole(target.roles, role));
}

function orphansAmong(unlinked: SeenTarget[], { orphans, look, secondLookSeconds }: LinkInput): OrphanRow[] {
  const known = new Map(orphans.map((orphan) => [orphan.machineId, orphan]));
  return unlinked.flatMap(({ machineId, name }) => {
    const before = known.get(machineId);
    if (!look.trustworthy) return before ? [before] : [];
    if (!before) return [{ machineId, name, missingSince: look.at, confirmed: false }];
    const seconds = (Date.parse(look.at) - Date.parse(before.missingSince)) / 1000;
    return [{ ...before, confirmed: before.confirmed || seconds >= secondLookSeconds }];
  });
}

/** Octopus's words: Healthy, HasWarnings, Unhealthy, Unavailable, Unknown. */
export function healthOf(status: string): LedgerRow['health'] {
  if (status === 'Healthy' || status === 'HasWarnings') return 'healthy';
  return status === 'Unhealthy' || status === 'Unavailable' ? 'unhealthy' : 'unknown';
}

function hasRole(roles: string[], role: string): boolean {
  return roles.some((each) => each.toLowerCase() === role.toLowerCase());
}

function differences(
  left: LedgerRow[],
  right: LedgerRow[],
  pick: (left: LedgerRow, right: LedgerRow) => LedgerRow['target'] | false,
): TargetRef[] {
  return left.flatMap((row, index) => {
    const other = right[index];
    const target = other && pick(row, other);
    return target ? [{ id: target.machineId, name: target.name }] : [];
  });
}
