import type { Difference } from './compare-bodies.ts';
import { reasonFor, type Circumstances } from './reasons.ts';
import type { Target } from './target.ts';

/** From best to worst. */
export const VERDICTS = ['exact', 'equal in shape', 'not compared', '501', 'differs'] as const;
export type VerdictName = (typeof VERDICTS)[number];

export interface Verdict {
  name: VerdictName;
  /** Why it is not exact, in words; several when there are several reasons. */
  reasons: string[];
}

/** Judges what was found between one recorded answer and the simulator's. */
export function judge(differences: Difference[], target: Target): Verdict {
  const circumstances: Circumstances = { target, differences };
  if (differences.length === 0) return { name: 'exact', reasons: [] };
  const judged = differences.map((difference) => ({
    difference,
    reason: reasonFor(difference, circumstances),
  }));
  const worst = judged.every(({ reason }) => reason?.verdict === 'equal in shape')
    ? 'equal in shape'
    : 'differs';
  const reasons = judged
    .filter(({ reason }) => (reason?.verdict ?? 'differs') === worst)
    .map(({ difference, reason }) => reason?.text ?? textOf(difference));
  return { name: worst, reasons: [...new Set(reasons)] };
}

/** The simulator says so itself; which family of operations it is tells why. */
export function notSimulated({ operation }: Target): Verdict {
  const [, why = 'this operation is'] = FAMILIES.find(([pattern]) => pattern.test(operation)) ?? [];
  return { name: '501', reasons: [`${why} not simulated`] };
}

const FAMILIES: Array<[RegExp, string]> = [[/runCommand/i, 'run commands are']];

/** What only a fault rule made the simulator answer proves no more than that a rule can. */
export function onlyByFault({ name, reasons }: Verdict): Verdict {
  return name === 'exact'
    ? { name: 'equal in shape', reasons: ['a fault rule answers so'] }
    : { name, reasons };
}

function textOf({ path, kind, detail }: Difference): string {
  const shown = path === '' ? 'body' : `\`${path}\``;
  if (kind === 'missing') return `${shown} missing`;
  if (kind === 'extra') return `${shown} only simulated`;
  return `${shown}: ${detail ?? kind}`;
}
