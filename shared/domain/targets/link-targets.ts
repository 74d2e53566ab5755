import type { LedgerRow, OrphanRow } from '../../contracts/ledger.ts';
import type { TargetRef } from '../../contracts/reaction.ts';
import { knownThumbprint, linkRow, unlinkOther, unlinkRow } from './link-row.ts';
import { isThereAsFarAsKnown } from '../standing.ts';
import { couldStandFor, matcher } from './match-targets.ts';
import { foreignMark, hasRole, isMarkedOurs, type Ownership } from './ownership.ts';
import { healthOf, type SeenTarget, isSameTentacle } from './seen-target.ts';
import type { TargetConnection } from './target-settings.ts';

/** What may be another fleet's. */
type WhoseElse = Pick<LinkInput, 'ownership' | 'claimed'>;

export interface LinkInput {
  rows: LedgerRow[];
  /** All targets of the fleet's environment that have any of its roles, its mark, or a role that it was known by. */
  targets: SeenTarget[];
  roles: string[];
  ownership: Ownership;
  /** Machine ids that other fleets' ledgers link. */
  claimed: Set<string>;
  connection: TargetConnection['kind'];
  /** How the fleet calls what it registers; absent: as usual. */
  nameTemplate?: string | undefined;
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
  /** Targets that were removed behind our back, or stand for another now, and why they are taken for lost. */
  lost: (TargetRef & { reason: string })[];
  /** Linked ones that do not carry the fleet's mark yet. */
  unmarked: TargetRef[];
  /** Marked as the fleet's; which of its instances they stand for cannot be told. */
  unmatched: TargetRef[];
  /** Without an instance, and with no more than a role that says they are the fleet's: a person must say. */
  roleOnly: TargetRef[];
}

/**
 * Brings the ledger in line with the targets that are really there: links instances to targets that registered
 * themselves, drops links to targets that are no more, and names the owned targets no instance stands behind.
 */
export function linkTargets(input: LinkInput): Linked {
  const byId = new Map(input.targets.map((target) => [target.machineId, target]));
  const checked = input.rows.map((row) => confirmLink(row, byId, input));
  const claimed = new Set(checked.map((row) => row.target?.machineId));
  const free = input.targets.filter(({ machineId }) => !claimed.has(machineId));
  const rows = adoptAll(checked, free, input);
  const taken = new Set(rows.map((row) => row.target?.machineId));
  const unlinked = free.filter((target) => !taken.has(target.machineId) && !isOthers(target, input));
  const marked = unlinked.filter(({ roles }) => isMarkedOurs(roles, input.ownership.mark));
  const unmatched = marked.filter((target) => rows.some((row) => couldStandFor(target, row, input)));
  return {
    rows,
    orphans: orphansAmong(
      marked.filter((target) => !unmatched.includes(target)),
      input,
    ),
    adopted: differences(checked, rows, (before, after) => !before.target && after.target),
    lost: checked.flatMap((row, index) => lostTarget(input.rows[index], row)),
    unmarked: rows.flatMap((row) => withoutMark(row, byId, input)),
    unmatched: unmatched.map(refTo),
    roleOnly: roleOnlyAmong(input.targets, { ...input, rows }),
  };
}

/**
 * A link holds while its target exists, carries nobody else's mark and still is the same Tentacle: a machine that
 * re-registers under the name of another keeps that one's id but brings its own certificate.
 */
function confirmLink(row: LedgerRow, byId: Map<string, SeenTarget>, { ownership }: LinkInput): LedgerRow {
  if (!row.target) return row;
  const { name, machineId } = row.target;
  const seen = byId.get(machineId);
  if (!seen) return unlinkRow(row, `its target ${name} was removed`);
  const foreign = foreignMark(seen.roles, ownership.mark);
  if (foreign) return unlinkRow(row, `${name} carries the mark ${foreign}`);
  if (!isSameTentacle(row.target, seen)) return unlinkOther(row, name);
  return withSwitch(withHealth(withThumbprint(row, seen), seen), seen);
}

/** What Octopus said of a machine before it was made anew says nothing of it now. */
function withHealth(row: LedgerRow, target: SeenTarget): LedgerRow {
  // It was off since: only a check of ours tells.
  if (row.checkDue) return row;
  const health = row.unproven ? 'unknown' : healthOf(target.healthStatus);
  if (health === row.health) return row;
  const before = row.health === 'healthy' ? '; it was healthy before' : '';
  return { ...row, health, reason: `its health is ${target.healthStatus}${before}` };
}

function withSwitch(row: LedgerRow, { isDisabled = false, name }: SeenTarget): LedgerRow {
  if (!row.target || (row.target.disabled ?? false) === isDisabled) return row;
  const { disabled: _before, ...target } = row.target;
  if (!isDisabled) return { ...row, target, reason: `its target ${name} was enabled again` };
  return { ...row, target: { ...target, disabled: true }, reason: `its target ${name} is disabled` };
}

/** Without the certificate on record nobody could tell later that another machine took the target over. */
function withThumbprint(row: LedgerRow, { thumbprint }: SeenTarget): LedgerRow {
  if (!row.target || row.target.thumbprint || !thumbprint) return row;
  return { ...row, target: { ...row.target, thumbprint } };
}

function adoptAll(rows: LedgerRow[], free: SeenTarget[], input: LinkInput): LedgerRow[] {
  const { mark } = input.ownership;
  const find = matcher({
    rows,
    candidates: free.filter((target) => isCandidate(target, input)),
    isMarked: ({ roles }) => isMarkedOurs(roles, mark),
    nameTemplate: input.nameTemplate,
  });
  return rows.map((row) => {
    const target = !row.target && isThereAsFarAsKnown(row) ? find(row) : undefined;
    if (!target) return row;
    const known = knownThumbprint(row);
    const anew = known && target.thumbprint && known !== target.thumbprint ? ', made anew' : '';
    const linked = withSwitch(linkRow(row, target, { origin: 'adopted', at: input.at }), target);
    return {
      ...linked,
      health: healthOf(target.healthStatus),
      reason: `registered itself as ${target.name}${anew}`,
    };
  });
}

/** Some name matches by chance; a target is taken for an instance's only if it is marked as ours, or has all the roles and is nobody's. */
function isCandidate(target: SeenTarget, input: LinkInput): boolean {
  if (isOthers(target, input)) return false;
  return (
    hasRole(target.roles, input.ownership.mark) || input.roles.every((role) => hasRole(target.roles, role))
  );
}

/** Another fleet's or installation's, by its mark, a role of old, or another ledger. */
function isOthers({ roles, machineId }: SeenTarget, { ownership, claimed }: WhoseElse): boolean {
  if (foreignMark(roles, ownership.mark) !== undefined) return true;
  if (hasRole(roles, ownership.mark)) return false;
  return claimed.has(machineId) || ownership.othersRoles.some((role) => hasRole(roles, role));
}

/** Targets that stand for no instance, and that a role of old alone says are the fleet's. */
export function roleOnlyAmong(targets: SeenTarget[], input: WhoseElse & { rows: LedgerRow[] }): TargetRef[] {
  const linked = new Set(input.rows.map(({ target }) => target?.machineId));
  return targets
    .filter((target) => !linked.has(target.machineId) && !isOthers(target, input))
    .filter((target) => isRoleOnly(target, input))
    .map(refTo);
}

function isRoleOnly({ roles }: SeenTarget, { ownership }: WhoseElse): boolean {
  if (hasRole(roles, ownership.mark)) return false;
  return ownership.formerRoles.some((role) => hasRole(roles, role));
}

function withoutMark(row: LedgerRow, byId: Map<string, SeenTarget>, { ownership }: LinkInput): TargetRef[] {
  const seen = byId.get(row.target?.machineId ?? '');
  return seen && !hasRole(seen.roles, ownership.mark) ? [refTo(seen)] : [];
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

function refTo({ machineId, name }: SeenTarget): TargetRef {
  return { id: machineId, name };
}

function lostTarget(before: LedgerRow | undefined, { target, reason }: LedgerRow): Linked['lost'] {
  if (target || !before?.target) return [];
  return [{ id: before.target.machineId, name: before.target.name, reason }];
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
