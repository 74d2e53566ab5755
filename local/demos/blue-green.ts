import { isDeepStrictEqual } from 'node:util';
import type { Demo } from './demo.ts';
import { printRollouts } from './print-rollouts.ts';
import { isOver, type RolloutFigures, RolloutScenes } from './rollouts.ts';
import type { SetLook } from './world-look.ts';

export interface BlueGreenSummary {
  demo: 'blue-green';
  rollouts: { swapped: RolloutFigures; rolledBack: RolloutFigures };
  before: SetLook[];
  swapped: SetLook[];
  afterRollback: SetLook[];
  /** Whether Azure shows after the rollback just what it showed before the rollout. */
  restored: boolean;
}

const POLICY = {
  blueGreen: {
    ...{ loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage', drain: 'PT30S' },
    steps: [
      { upgrade: '100%' },
      { verify: { probe: { url: 'http://{privateIp}:8080/health' }, interval: 'PT10S', count: 3 } },
      { swap: {} },
    ],
  },
};

/** New machines are tried on the stage and swapped in; then one command brings the old ones back. */
export const blueGreen: Demo<BlueGreenSummary> = {
  timeScale: 60,
  play: async (set, print) => {
    const scenes = new RolloutScenes(set, print);
    scenes.terminal.stage('The fleet web: 3 machines of image 1.0.0 in production');
    const before = await scenes.fleetIsThere();

    scenes.terminal.stage('Image 1.1.0 comes up on the stage, is tried there, and takes over');
    const id = await scenes.begin(POLICY);
    const first = scenes.figures(await scenes.until(id, isOver));

    scenes.terminal.stage('Swapped; the old machines are kept: what Azure shows now');
    const swapped = await scenes.showWorld();

    scenes.terminal.stage('Somebody is not content: one command, rollback');
    const asked = await scenes.tell(id, 'rollback');
    const back = await scenes.until(id, (rollout) => isOver(rollout) && rollout.state !== 'succeeded');

    scenes.terminal.stage('Back: what Azure shows now');
    const afterRollback = await scenes.showWorld();
    const rollouts = { swapped: first, rolledBack: scenes.figures(back, asked) };
    const restored = isDeepStrictEqual(afterRollback, before);
    return { demo: 'blue-green', rollouts, before, swapped, afterRollback, restored };
  },
  printInShort: ({ rollouts, restored }) =>
    printRollouts(
      { 'swapped in': rollouts.swapped, 'and back': rollouts.rolledBack },
      `After the rollback Azure shows ${restored ? 'exactly what it showed' : 'something else than'} before.`,
    ),
  wentWell: ({ rollouts: { swapped, rolledBack }, restored }) =>
    restored && swapped.state === 'succeeded' && rolledBack.state === 'rolledBack',
};
