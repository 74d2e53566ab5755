import type { LedgerRow } from '../../contracts/ledger.ts';
import { isThereAsFarAsKnown } from '../standing.ts';
import { isNamedByUs, targetName } from './target-name.ts';
import { knownThumbprint } from './link-row.ts';
import type { SeenTarget } from './seen-target.ts';
import type { TargetConnection } from './target-settings.ts';

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

export interface Matching {
  rows: LedgerRow[];
  /** Free targets that may be taken for an instance's. */
  candidates: SeenTarget[];
  isMarked: (target: SeenTarget) => boolean;
  /** How the fleet calls what it registers. */
  nameTemplate?: string | undefined;
}

/** Finds the target of an instance among those that are free: by our own name for it, its certificate, its address, or its host name. */
export function matcher({
  rows,
  candidates,
  isMarked,
  nameTemplate,
}: Matching): (row: LedgerRow) => SeenTarget | undefined {
  const shared = sharedHostNames(rows);
  const free = new Set(candidates);
  const take = (is: (target: SeenTarget) => boolean) => {
    const found = [...free].filter(is);
    // Two that fit are none: nobody can say which one it is.
    const [only] = found.length === 1 ? found : [];
    if (only) free.delete(only);
    return only;
  };
  return (row) => {
    const host = row.computerName.toLowerCase();
    const bears = (target: SeenTarget) =>
      host !== '' &&
      !shared.has(host) &&
      !isElsewhere(target, row) &&
      (isMarked(target) ? firstLabel(target) === host : nameOf(target) === host && mayBeCalled(target, host));
    return (
      take((target) => isOurNameFor(target, row, nameTemplate)) ??
      take((target) => Boolean(target.thumbprint) && target.thumbprint === knownThumbprint(row)) ??
      take((target) => isAt(target, row)) ??
      take(bears)
    );
  };
}

/**
 * Could a target that carries the fleet's mark stand for an instance that is there? Then it is not to be removed, although
 * nobody can say which one it is.
 */
export function couldStandFor(
  target: SeenTarget,
  row: LedgerRow,
  { connection, nameTemplate }: { connection: TargetConnection['kind']; nameTemplate?: string | undefined },
): boolean {
  if (!isThereAsFarAsKnown(row)) return false;
  if (bearsNameOf(target, row, nameTemplate)) return true;
  // A machine that is registered and well has no second target.
  if (row.target && row.health !== 'unhealthy' && !row.unproven) return false;
  const namedByUs = connection !== 'polling' && isNamedByUs(nameOf(target), nameTemplate);
  return !namedByUs && !isElsewhere(target, row);
}

/** Also as it was called before the fleet had a template of its own. */
function isOurNameFor(target: SeenTarget, row: LedgerRow, nameTemplate: string | undefined): boolean {
  return nameOf(target) === targetName(row, nameTemplate) || nameOf(target) === targetName(row);
}

function bearsNameOf(target: SeenTarget, row: LedgerRow, nameTemplate: string | undefined): boolean {
  const host = row.computerName.toLowerCase();
  return isOurNameFor(target, row, nameTemplate) || (host !== '' && firstLabel(target) === host);
}

function nameOf({ name }: SeenTarget): string {
  return name.toLowerCase();
}

function firstLabel(target: SeenTarget): string {
  return nameOf(target).split('.', 1)[0] ?? '';
}

/** The host that a target is called at; polling ones are called nowhere. */
function hostOf({ uri }: SeenTarget): string | undefined {
  if (uri === undefined || uri.toLowerCase().startsWith('poll:')) return undefined;
  return URL.parse(uri)?.hostname.toLowerCase();
}

/**
 * A machine that calls by itself, under a name that it chose; or one that is called by this name. A target that somebody made by
 * hand for another machine may bear the name as well; without the fleet's mark it is not taken for that alone.
 */
function mayBeCalled(target: SeenTarget, host: string): boolean {
  const called = hostOf(target);
  return called === undefined || called.split('.', 1)[0] === host;
}

function isAt(target: SeenTarget, row: LedgerRow): boolean {
  const host = hostOf(target);
  return host !== undefined && addressesOf(row).includes(host);
}

function addressesOf({ address, publicAddress }: LedgerRow): string[] {
  return [address, publicAddress].filter((each) => each !== undefined);
}

/** Called at the address of some other machine. */
function isElsewhere(target: SeenTarget, row: LedgerRow): boolean {
  const known = addressesOf(row);
  const host = hostOf(target);
  return host !== undefined && IPV4.test(host) && known.length > 0 && !known.includes(host);
}

/** Is called at an address, so that knowing the instances' addresses tells whose it is. */
export function isAddressed(target: SeenTarget): boolean {
  return IPV4.test(hostOf(target) ?? '');
}

/** Host names that say nothing about who registered under them, because several instances have them (rule 3). */
function sharedHostNames(rows: LedgerRow[]): Set<string> {
  const names = rows.filter(isThereAsFarAsKnown).map((row) => row.computerName.toLowerCase());
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
