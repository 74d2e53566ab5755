import { isDeepStrictEqual } from 'node:util';
import type { Demo } from './demo.ts';
import { printRollouts } from './print-rollouts.ts';
import { isOver, type RolloutFigures, RolloutScenes } from './rollouts.ts';
import type { SetLook } from './world-look.ts';

export interface CanarySummary {
  demo: 'canary';
  rollouts: { bad: RolloutFigures; good: RolloutFigures };
  before: SetLook[];
  afterRollback: SetLook[];
  /** Whether Azure shows after the rollback just what it showed before the rollout. */
  restored: boolean;
  after: SetLook[];
}

const POLICY = {
  canary: {
    steps: [
      { upgrade: '33%' },
      {
        verify: {
          probe: { url: 'http://{privateIp}:8080/health' },
          ...{ interval: 'PT15S', count: 3, failureLimit: 1 },
        },
      },
      { upgrade: '100%' },
      { verify: { probe: { url: 'http://{privateIp}:8080/health' }, interval: 'PT15S', count: 2 } },
    ],
  },
};

/** A bad image is caught by a probe and taken back exactly; then a good one goes out step by step. */
export const canary: Demo<CanarySummary> = {
  timeScale: 60,
  play: async (set, print) => {
    const scenes = new RolloutScenes(set, print);
    scenes.terminal.stage('The fleet web: 3 machines of image 1.0.0 in production');
    const before = await scenes.fleetIsThere();

    scenes.terminal.stage('A canary of image 1.1.0, which is bad: its application answers 500');
    scenes.newImageIs('error');
    const first = await scenes.begin(POLICY);
    const bad = scenes.figures(await scenes.until(first, isOver));

    scenes.terminal.stage('Taken back: what Azure shows now');
    const afterRollback = await scenes.showWorld();

    scenes.terminal.stage('Image 1.1.0 is mended: a canary again');
    scenes.newImageIs('well');
    const second = await scenes.begin(POLICY);
    const good = scenes.figures(await scenes.until(second, isOver));

    scenes.terminal.stage('Rolled out: what Azure shows now');
    const after = await scenes.showWorld();
    const restored = isDeepStrictEqual(afterRollback, before);
    return { demo: 'canary', rollouts: { bad, good }, before, afterRollback, restored, after };
  },
  printInShort: ({ rollouts, restored }) =>
    printRollouts(
      { 'bad image': rollouts.bad, 'good image': rollouts.good },
      `After the rollback Azure shows ${restored ? 'exactly what it showed' : 'something else than'} before.`,
    ),
  wentWell: ({ rollouts: { bad, good }, restored, after }) =>
    restored &&
    bad.state === 'rolledBack' &&
    good.state === 'succeeded' &&
    after.some(({ image, capacity }) => image === '1.1.0' && capacity === 3),
};
