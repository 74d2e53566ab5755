import { spoken } from '../data/words.ts';

type Tone = 'good' | 'bad' | 'busy' | 'off' | 'plain';

/** What a state means at a glance; a word stands beside every colour. */
const TONES: Record<string, Tone> = {
  ...{
    ready: 'good',
    succeeded: 'good',
    done: 'good',
    deployed: 'good',
    healthy: 'good',
    passed: 'good',
    ok: 'good',
  },
  ...{ failed: 'bad', blocked: 'bad', unhealthy: 'bad', refused: 'bad', stalled: 'bad', needsYou: 'bad' },
  ...{ creating: 'busy', reacting: 'busy', running: 'busy', rollingBack: 'busy', requested: 'busy' },
  ...{
    settled: 'good',
    timedOut: 'bad',
    cancelled: 'off',
    planned: 'busy',
    asking: 'busy',
  },
  ...{ waiting: 'busy', paused: 'busy', missing: 'busy', warning: 'busy', inconclusive: 'busy' },
  ...{ stopped: 'off', deleting: 'off', gone: 'off', rolledBack: 'off', takenBack: 'off', pending: 'off' },
};

export function toneOf(state: string): Tone {
  return TONES[state] ?? 'plain';
}

/** A state as a word with its colour. */
export function State({ state, word = spoken(state) }: { state: string; word?: string }) {
  return <span className={`state ${toneOf(state)}`}>{word}</span>;
}
