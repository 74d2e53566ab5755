import { styleText } from 'node:util';
import type { RolloutFigures } from './rollouts.ts';

/** The figures of a demo's rollouts as a table, and what they come to. */
export function printRollouts(rollouts: Record<string, RolloutFigures>, conclusion: string): void {
  console.log(`\n${styleText('bold', 'In short')}`);
  const rows = Object.entries(rollouts).map(([name, each]) => [
    name,
    {
      outcome: each.state,
      'virtual minutes': each.virtualMinutes,
      changes: each.changes,
      'ARM calls': each.armCalls,
    },
  ]);
  console.table(Object.fromEntries(rows));
  console.log(conclusion);
  console.log('Next: `npm start`, then docs/first-rollout.md.');
}
