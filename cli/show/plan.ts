import type { PlanAnswer } from '../../shared/view/rollout-answers.ts';
import { table } from './table.ts';

/** A plan: its checks first, as they decide whether it can start. */
export function planText({ checks, steps, expected, newUnit, canStart }: PlanAnswer): string {
  const signs = { ok: '✔', warning: '⚠', failed: '✖', unknown: '?' };
  const checked = checks.flatMap(({ result, message, nextStep }) => [
    `${signs[result]} ${message}`,
    ...(nextStep && result !== 'ok' ? [`  → ${nextStep}`] : []),
  ]);
  const rows = steps.map(({ index, kind, title }) => [String(index + 1), kind, title]);
  const minutes = Math.ceil(expected.seconds / 60);
  return [
    ...checked,
    '',
    table(['STEP', 'KIND', 'WHAT'], rows),
    '',
    `${canStart ? `${newUnit} could be rolled out` : `${newUnit} cannot be rolled out like this`}: about ${minutes} minutes and ${expected.calls} calls, waits for people left out.`,
  ].join('\n');
}
