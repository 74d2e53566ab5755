import type { Difference } from './compare-bodies.ts';
import type { Target } from './target.ts';

/** A difference that a reader should not wonder about, and why. */
export interface Reason {
  verdict: 'equal in shape' | 'differs';
  text: string;
}

interface Rule extends Reason {
  path: RegExp;
  kinds: Array<Difference['kind']>;
  operation?: RegExp;
  detail?: RegExp;
  /** Only for recordings of api-versions before this one. */
  before?: string;
}

const RULES: Rule[] = [];

/** Why a difference is there, when that is known. */
export function reasonFor(target: Target, difference: Difference): Reason | undefined {
  return RULES.find((rule) => applies(rule, target, difference));
}

function applies(rule: Rule, target: Target, { path, kind, detail = '' }: Difference): boolean {
  return (
    rule.kinds.includes(kind) &&
    rule.path.test(path) &&
    (rule.operation?.test(target.operation) ?? true) &&
    (rule.detail?.test(detail) ?? true) &&
    (rule.before === undefined || target.apiVersion < rule.before)
  );
}
