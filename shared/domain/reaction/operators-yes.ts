import type { HintBatch } from '../../contracts/hint.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Yes } from '../../contracts/reaction.ts';
import type { Question, QuestionKind } from '../../contracts/timeline.ts';
import { count } from '../wording.ts';

/** What was asked may be another thing by then: a yes is no blank cheque. */
const COUNTS_FOR_MINUTES = 60;

/** What an operator agrees to with these hints. `at`: when a reaction takes it on record (ISO 8601). */
export function yesIn({ approvedRemovals, letGo = [] }: HintBatch, at: string): Yes | undefined {
  return approvedRemovals === 0 && letGo.length === 0 ? undefined : { removals: approvedRemovals, letGo, at };
}

/** Of two, the larger number and all ids, from when the later was given. */
export function bothYes(one: Yes | undefined, other: Yes | undefined): Yes | undefined {
  if (!one || !other) return one ?? other;
  return {
    removals: Math.max(one.removals, other.removals),
    letGo: [...new Set([...one.letGo, ...other.letGo])],
    at: one.at > other.at ? one.at : other.at,
  };
}

/** A yes that the reaction before could not use: its remainder goes on, or has lapsed. */
export function leftYes(before: Yes | undefined, at: string): { goesOn?: Yes; lapsed?: Yes } {
  if (!before || before.isHeard || isUsedUp(before)) return {};
  return at < lapsesAt(before) ? { goesOn: before } : { lapsed: before };
}

/** The yes after so many removals and these ids; `isHeard` once all was there that it could be about. */
export function afterUse(yes: Yes, used: { removals?: number; letGo?: boolean; isHeard: boolean }): Yes {
  const removals = Math.max(0, yes.removals - (used.removals ?? 0));
  return { ...yes, removals, letGo: used.letGo ? [] : yes.letGo, isHeard: used.isHeard };
}

function isUsedUp({ removals, letGo }: Yes): boolean {
  return removals === 0 && letGo.length === 0;
}

function lapsesAt({ at }: Yes): string {
  return new Date(Date.parse(at) + COUNTS_FOR_MINUTES * 60_000).toISOString();
}

/** For a reaction that ends before it could use a yes. */
export function yesWaits(yes: Yes | undefined): Problem[] {
  if (!yes || yes.isHeard || isUsedUp(yes)) return [];
  const nextStep = `Nothing: it is used as soon as that is possible, until ${lapsesAt(yes)}; after that it must be given again.`;
  return [{ kind: 'Permanent', code: 'yesWaits', message: `${told(yes)}, is not used yet.`, nextStep }];
}

/** For a yes that nothing came of in time. */
export function yesLapsed(yes: Yes): Question {
  const message = `${told(yes)}, was not used: within ${COUNTS_FOR_MINUTES} minutes no reaction came as far as removing.`;
  const nextStep = 'Give it again if what is asked now is still to be done.';
  return { kind: 'Permanent', code: 'yesLapsed', message, nextStep };
}

/** For a yes to fewer than were asked for: it is no yes to a part, since nobody said to which. */
export function yesTooSmall(code: QuestionKind, yes: number, asked: number): Question[] {
  if (yes === 0 || asked === 0 || yes >= asked) return [];
  const message = `Nothing was removed by the yes: asked for ${asked}, the yes was to ${yes}.`;
  return [{ kind: 'Permanent', code, message, nextStep: 'Agree to as many as are asked for, or to none.' }];
}

function told({ removals, letGo, at }: Yes): string {
  const what = [
    ...(removals > 0 ? [count(removals, 'removal')] : []),
    ...(letGo.length > 0 ? [`letting go of ${letGo.join(', ')}`] : []),
  ];
  return `The yes to ${what.join(' and ')}, given at ${at}`;
}
