import type { Dependencies } from '../dependencies.ts';

/**
 * When Azure is really asked, which may be long after it was ordered when the process was down in between: two looks
 * must not seem further apart than they were (rule 4). Never before the order: clocks of two machines differ a little.
 */
export function momentOfLook(deps: Dependencies, { at }: { at: string }): string {
  const really = deps.now().toISOString();
  return really > at ? really : at;
}
