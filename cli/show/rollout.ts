import type { Writable } from 'node:stream';
import type { PlanAnswer, RolloutAnswer } from '../../shared/view/rollout-answers.ts';
import { shownState, strong } from './state.ts';
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

/** Where a rollout stands, as a tree: its steps, its units, and what it waits for. */
export function rolloutText(rollout: RolloutAnswer, stream: Writable): string {
  const { id, state, strategy, waitsFor, failure, trouble, allowed } = rollout;
  return [
    `${strong(id, stream)}  ${shownState(state, stream)}  ${strategy}`,
    ...stepLines(rollout, stream),
    ...unitLines(rollout),
    ...(waitsFor ? [`waits since ${waitsFor.since}: ${waitsFor.why}`] : []),
    ...(failure ? [`failed: ${failure.reason}`] : []),
    ...(trouble ? [`tries again since ${trouble.since}: ${trouble.reason}`] : []),
    ...(allowed.length > 0 ? [`it takes: ${allowed.join(', ')}`] : []),
  ].join('\n');
}

export function stepLines({ steps }: RolloutAnswer, stream: Writable): string[] {
  return steps.map(({ index, title = '', state, reason }) => {
    const branch = index === steps.length - 1 ? '└──' : '├──';
    return `${branch} ${shownState(state, stream)}  ${title}${reason ? `: ${reason}` : ''}`;
  });
}

function unitLines({ units }: RolloutAnswer): string[] {
  return units.map(({ name, role, desired, ready }) => {
    return `${role === 'new' ? 'new   ' : 'stable'} ${name}: ${ready ?? '?'} of ${desired} ready`;
  });
}
