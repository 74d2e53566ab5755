import type { LedgerRow } from '../../contracts/ledger.ts';
import type { Question, QuestionKind } from '../../contracts/timeline.ts';
import { memberName } from '../members.ts';
import { goneCandidate, type PruneCandidate } from '../plan-pruning.ts';
import { rowsAfterLook, type Sighting } from '../take-look.ts';
import { namesOf } from '../wording.ts';

/** The rows of a former scale set after a look at it: whoever is new there is nobody of ours. */
export function formerRowsAfterLook(rows: LedgerRow[], sighting: Sighting): LedgerRow[] {
  const known = new Set(rows.map(({ vmId }) => vmId));
  return rowsAfterLook(rows, sighting).filter(({ vmId }) => known.has(vmId));
}

type Vanished = Pick<Sighting, 'member' | 'at' | 'secondLookSeconds'>;

/** The same when the scale set itself is no more; that, too, is believed only when it is seen twice. */
export function rowsWithoutScaleSet(rows: LedgerRow[], vanished: Vanished): LedgerRow[] {
  return rows.map((row) => withoutScaleSet(row, vanished));
}

function withoutScaleSet(row: LedgerRow, { member, at, secondLookSeconds }: Vanished): LedgerRow {
  if (row.state === 'gone') return row;
  const { missingSince } = row;
  if (missingSince === undefined)
    return { ...row, missingSince: at, reason: `its scale set was not there at ${at}` };
  if ((Date.parse(at) - Date.parse(missingSince)) / 1000 < secondLookSeconds) return row;
  const reason = `its scale set ${memberName(member)} is no more: seen at ${missingSince} and ${at}`;
  return { ...row, state: 'gone', reason, goneReason: reason };
}

export interface LettingGo {
  /** Rows of former scale sets, or of the fleet's own when that is no more. */
  rows: LedgerRow[];
  /** The fleet's scale set, when Azure knows it no more. */
  vanished?: string;
  policy: { maxPerRun: number; dryRun: boolean };
  approvedRemovals: number;
}

export interface LettingGoPlan {
  remove: PruneCandidate[];
  /** Rows that nothing more is to be done about. */
  forget: string[];
  questions: Question[];
  /** How many the questions are about. */
  asked: number;
  wouldRemove: PruneCandidate[];
}

/**
 * Which targets of machines that are the fleet's no more go: those whose machine is gone, within the fleet's maximum; those
 * whose machine still runs, and those of the fleet's own scale set when that is no more, only after a person's yes.
 */
export function planLettingGo({ rows, vanished, policy, approvedRemovals }: LettingGo): LettingGoPlan {
  const gone = rows.filter(({ state }) => state === 'gone');
  const running = rows.filter(({ missingSince }) => missingSince === undefined);
  const [dead, alive] = [gone.flatMap(goneCandidate), running.flatMap(stillRunning)];
  const forget = gone.filter(({ target }) => !target).map(({ vmId }) => vmId);
  const plan = { remove: [], forget, questions: [], asked: 0, wouldRemove: [] };
  const all = [...dead, ...alive];
  if (policy.dryRun) return { ...plan, wouldRemove: dead };
  if (all.length > 0 && approvedRemovals >= all.length) {
    const bare = running.filter(({ target }) => !target).map(({ vmId }) => vmId);
    return { ...plan, remove: all, forget: [...forget, ...bare] };
  }
  const allowed = vanished === undefined && dead.length <= policy.maxPerRun;
  const questions = questionsAbout({ dead: allowed ? [] : dead, alive, asked: all.length, vanished });
  const asked = questions.length === 0 ? 0 : all.length;
  return { ...plan, remove: allowed ? dead : [], questions, asked };
}

function stillRunning(row: LedgerRow): PruneCandidate[] {
  const reason = 'the fleet was pointed at another scale set, and a person agreed';
  return goneCandidate({ ...row, goneReason: reason });
}

interface Doubtful {
  dead: PruneCandidate[];
  alive: PruneCandidate[];
  asked: number;
  vanished: string | undefined;
}

function questionsAbout({ dead, alive, asked, vanished }: Doubtful): Question[] {
  const yes = `POST /api/fleets/{fleet}/reconcile with {"approveRemovals": ${asked}}`;
  const question = (code: QuestionKind, message: string, nextStep: string): Question => ({
    kind: 'Permanent',
    ...{ code, message, nextStep },
  });
  const ofVanished = question(
    'targetsOfVanishedScaleSet',
    `Azure knows no scale set ${vanished ?? ''} any more; targets of its machines stay until a person agrees: ${namesOf(dead)}.`,
    `To let them go: ${yes}. If the scale set was moved, point the fleet at it.`,
  );
  const ofMany = question(
    'targetsOfFormerScaleSet',
    `Machines of the scale set that the fleet was pointed at before are gone, more than may go in one run: ${namesOf(dead)}.`,
    `To let their targets go: ${yes}.`,
  );
  const ofRunning = question(
    'targetsOfFormerScaleSet',
    `The fleet was pointed at another scale set, and machines of the one before are still there, so their targets stay: ${namesOf(alive)}.`,
    `To let them go now: ${yes}. Otherwise each goes when its machine is gone.`,
  );
  const deadOnes = dead.length === 0 ? [] : [vanished === undefined ? ofMany : ofVanished];
  return [...deadOnes, ...(alive.length > 0 ? [ofRunning] : [])];
}
