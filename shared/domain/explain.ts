import { targetName } from './targets/target-name.ts';
import type { LedgerRelease, LedgerRow } from '../contracts/ledger.ts';
import type { TimelineEntry } from '../contracts/timeline.ts';

/** Whether something is so of an instance, and why, in the words of what was decided. */
export interface Explained {
  about: 'registered' | 'deployed' | 'pruned';
  /** Id of the project, of what is deployed. */
  projectId?: string;
  isSo: boolean;
  why: string;
  /** ISO 8601. */
  since?: string;
  nextStep?: string;
}

/** The instance that somebody means: by its vmId, or by any name that it or its target has; of several the newest that is there. */
export function instanceMeant(rows: LedgerRow[], word: string): LedgerRow | undefined {
  const wanted = word.toLowerCase();
  const meant = rows.filter((row) => namesOfInstance(row).some((name) => name.toLowerCase() === wanted));
  const rank = ({ state, firstSeen }: LedgerRow) => `${state === 'gone' ? 0 : 1}|${firstSeen}`;
  return meant.sort((one, other) => (rank(one) < rank(other) ? 1 : -1))[0];
}

/** Under which it is spoken of. */
export function namesOfInstance(row: LedgerRow): string[] {
  const { vmId, name, computerName, resourceId, target } = row;
  const ofTarget = target ? [target.name, target.machineId] : [];
  // The name that it was registered under outlives the target.
  return [vmId, name, computerName, resourceId, targetName(row), ...ofTarget].filter((each) => each !== '');
}

/** Whether an entry speaks of the instance: by name, or, where many are not all named, as the moment of its registration. */
export function speaksOf(entry: TimelineEntry, row: LedgerRow): boolean {
  const deployments = Object.values(row.releases).flatMap(({ deploymentId }) => deploymentId ?? []);
  return isRegistration(entry, row) || mentions(entry, [...namesOfInstance(row), ...deployments]);
}

function isRegistration({ kind, at }: TimelineEntry, { target }: LedgerRow): boolean {
  return at === target?.since && /^(?:targetsRegistered|targetsAdopted|machinesRenewed)$/.test(kind);
}

/** Whether an entry names one of these, as a whole word: `web_1` is not `web_10`. */
export function mentions({ message, reason, data }: TimelineEntry, names: string[]): boolean {
  const text = `${message}\n${reason}\n${data ? JSON.stringify(data) : ''}`.toLowerCase();
  return names.some((name) => hasWord(text, name.toLowerCase()));
}

function hasWord(text: string, word: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isWordSign(text[at - 1]) && !isWordSign(text[at + word.length])) return true;
  return false;
}

function isWordSign(sign: string | undefined): boolean {
  return sign !== undefined && /[\w-]/.test(sign);
}

/** Why an instance is, or is not, registered, deployed to and pruned; `entries` are those that may speak of it, newest first. */
export function explainInstance(row: LedgerRow, entries: TimelineEntry[]): Explained[] {
  return [registered(row, entries), ...deployed(row, entries), pruned(row, entries)];
}

function registered(row: LedgerRow, entries: TimelineEntry[]): Explained {
  const { target, reason } = row;
  if (!target) return { about: 'registered', isSo: false, why: reason };
  const { since, name, origin } = target;
  const told = entries.find((entry) => isRegistration(entry, row));
  return { about: 'registered', isSo: true, why: told ? inWords(told) : `${name} was ${origin}`, since };
}

function deployed(row: LedgerRow, entries: TimelineEntry[]): Explained[] {
  const releases = Object.entries(row.releases);
  if (releases.length === 0) return [{ about: 'deployed', isSo: false, why: row.reason }];
  return releases.map(([projectId, release]) => {
    const { state, at: since, nextStep } = release;
    const why = release.message ?? toldOf(release, entries) ?? `${release.version} is ${state}`;
    return {
      ...{ about: 'deployed' as const, projectId, isSo: state === 'deployed', why, since },
      ...(nextStep === undefined ? {} : { nextStep }),
    };
  });
}

function toldOf({ deploymentId }: LedgerRelease, entries: TimelineEntry[]): string | undefined {
  const told =
    deploymentId === undefined ? undefined : entries.find((each) => mentions(each, [deploymentId]));
  return told && inWords(told);
}

function pruned(row: LedgerRow, entries: TimelineEntry[]): Explained {
  const { state, missingSince, goneReason, reason, target } = row;
  if (missingSince === undefined && state !== 'gone')
    return { about: 'pruned', isSo: false, why: 'Azure lists it' };
  const told = entries.find(({ kind }) => kind === 'targetPruned');
  const why = state === 'gone' ? (told ? inWords(told) : (goneReason ?? reason)) : reason;
  const since = missingSince === undefined ? {} : { since: missingSince };
  return { about: 'pruned', isSo: state === 'gone' && target === undefined, why, ...since };
}

function inWords({ message, reason }: TimelineEntry): string {
  return `${message}: ${reason}`;
}
