// Whole: a Node that lacks a name of it ends before it can say that it is too old.
import util from 'node:util';
import type { Writable } from 'node:stream';
import type { RolloutState } from '../../shared/contracts/rollout/record.ts';
import type { StepState } from '../../shared/view/rollout-answers.ts';

type Style = Parameters<typeof util.styleText>[0];

const LOOKS: Record<RolloutState | StepState | 'idle' | 'reacting', [glyph: string, style: Style]> = {
  idle: ['✔', 'green'],
  reacting: ['◌', 'cyan'],
  pending: ['·', 'gray'],
  running: ['◌', 'cyan'],
  waiting: ['॥', 'yellow'],
  paused: ['॥', 'yellow'],
  done: ['✔', 'green'],
  succeeded: ['✔', 'green'],
  failed: ['✖', 'red'],
  rollingBack: ['↩', 'yellow'],
  takenBack: ['↩', 'yellow'],
  rolledBack: ['↩', 'yellow'],
  blocked: ['✖', 'red'],
};

/** A state with its sign, in colour where the stream shows colours. */
export function shownState(state: keyof typeof LOOKS, stream: Writable): string {
  const [glyph, style] = LOOKS[state];
  return util.styleText(style, `${glyph} ${state}`, { stream });
}

/** Without colours, for columns. */
export function plainState(state: keyof typeof LOOKS): string {
  return `${LOOKS[state][0]} ${state}`;
}

export function strong(text: string, stream: Writable): string {
  return util.styleText('bold', text, { stream });
}
