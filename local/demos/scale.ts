import { styleText } from 'node:util';
import { type Stage, tellStory } from '../launcher/demo-story.ts';
import { type DemoSummary, summarize, type Truths } from '../launcher/demo-summary.ts';
import { DemoTerminal } from '../launcher/demo-terminal.ts';
import { scaleSetId } from '../launcher/seed-outside.ts';
import type { Demo } from './demo.ts';

/** The main job: a scale set of 3 goes out to 6 and in to 4. */
export const scale: Demo<DemoSummary> = {
  timeScale: 20,
  play: async ({ outside, clock, api, meter }, print) => {
    const terminal = new DemoTerminal(api, print);
    const truths: Truths = new Map();
    const watch = setInterval(() => {
      for (const truth of outside.arm.sim.instances(scaleSetId('web'))) truths.set(truth.vmId, truth);
      void terminal.refresh().catch(() => undefined);
    }, 250);
    const onStage = ({ title }: Stage) => terminal.stage(title);
    await tellStory({ outside, clock, api, giveUpAfterMs: 25_000, onStage });
    clearInterval(watch);
    await terminal.refresh();
    return summarize(await api.reactions('web'), meter, truths);
  },
  printInShort,
  // A fleet that is not as it should be in time ends the story with an error.
  wentWell: () => true,
};

function printInShort({ reactions, totals }: DemoSummary): void {
  console.log(`\n${styleText('bold', 'In short')}`);
  console.table(
    reactions.map((each) => ({
      hints: each.hints.count,
      outcome: each.outcome,
      registered: each.registered.length,
      deployed: each.deployments.reduce((sum, { machineIds }) => sum + machineIds.length, 0),
      pruned: each.pruned.length,
      'ARM calls': each.armCalls,
      'Octopus calls': each.octopusCalls,
      'ready to deployment':
        each.secondsFromLastReadyToDeployment === null ? '' : `${each.secondsFromLastReadyToDeployment} s`,
    })),
  );
  console.log(
    `${totals.simulatedSeconds} simulated seconds, ${totals.armCalls} ARM calls, ${totals.octopusCalls} Octopus calls.`,
  );
  console.log('Next: `npm start`, then docs/first-fleet.md; or `npm run demo -- canary`.');
}
