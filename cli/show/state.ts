// Whole: a Node that lacks a name of it ends before it can say that it is too old.
import util from 'node:util';
import type { Writable } from 'node:stream';
import type { InstanceState } from '../../shared/contracts/ledger.ts';
import type { PlannedDeployment, ReactionOutcome } from '../../shared/contracts/reaction.ts';
import type { RolloutState } from '../../shared/contracts/rollout/record.ts';
import type { StepState } from '../../shared/view/rollout-answers.ts';

type Style = Parameters<typeof util.styleText>[0];
type Word =
  | RolloutState
  | StepState
  | InstanceState
  | ReactionOutcome
  | PlannedDeployment['state']
  | 'idle'
  | 'reacting';

const OK = ['✔', 'green'] as const;
const MOVES = ['◌', 'cyan'] as const;
const WAITS = ['‖', 'yellow'] as const;
const BAD = ['✖', 'red'] as const;
const BACK = ['↩', 'yellow'] as const;
const QUIET = ['·', 'gray'] as const;

const LOOKS: Record<Word, readonly [glyph: string, style: Style]> = {
  ...{ idle: OK, done: OK, succeeded: OK, ready: OK, settled: OK, nothingToDo: OK },
  ...{ reacting: MOVES, running: MOVES, creating: MOVES, asking: MOVES, requested: MOVES, deploying: MOVES },
  ...{ waiting: WAITS, paused: WAITS },
  ...{ failed: BAD, blocked: BAD, refused: BAD, timedOut: BAD },
  ...{ rollingBack: BACK, takenBack: BACK, rolledBack: BACK },
  ...{ pending: QUIET, planned: QUIET, stopped: QUIET, deleting: QUIET, gone: QUIET, cancelled: QUIET },
};

/** A state with its sign; how it looks is decided where it is written. */
export interface State {
  word: Word;
  glyph: string;
}

export function stateOf(word: Word): State {
  return { word, glyph: LOOKS[word][0] };
}

/** Gives a text the colour of a state. */
export type Paint = (state: State, text: string) => string;

/** In colour where the stream shows colours. */
export function painter(stream: Writable): Paint {
  return ({ word }, text) => util.styleText(LOOKS[word][1], text, { stream });
}

/** A state with its sign, in colour where the stream shows colours. */
export function shownState(word: Word, stream: Writable): string {
  return painter(stream)(stateOf(word), plainState(word));
}

/** Without colours, for columns. */
export function plainState(word: Word): string {
  return `${LOOKS[word][0]} ${word}`;
}

export function strong(text: string, stream: Writable): string {
  return util.styleText('bold', text, { stream });
}
