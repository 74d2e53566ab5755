import { styleText } from 'node:util';
import { type Stage, tellStory } from '../launcher/demo-story.ts';
import { type DemoSummary, summarize, type Truths } from '../launcher/demo-summary.ts';
import { DemoTerminal } from '../launcher/demo-terminal.ts';
import { scaleSetId } from '../launcher/seed-outside.ts';
import { startUpScripts } from '../launcher/start-up-scripts.ts';
import type { Demo } from './demo.ts';

/** The main job: a scale set of 3, whose machines register themselves by a start-up script, goes out to 6 and in to 4. */
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
    // The scripts need the fleet's mark, which is known before there is anything of the fleet's.
    await api.put('web', FLEET);
    const scripts = startUpScripts(outside, { clock, roles: [ROLE, await api.ownerMark('web')] });
    try {
      const isDone = () => scripts.extras().left === 0;
      await tellStory({ outside, clock, api, fleet: FLEET, isDone, giveUpAfterMs: 40_000, onStage });
      await terminal.refresh();
      return summarize(await api.reactions('web'), meter, { truths, extras: scripts.extras() });
    } finally {
      clearInterval(watch);
      scripts.stop();
    }
  },
  printInShort,
  wentWell: ({ extras: { registered, deployedTo, left } }) =>
    registered > 0 && deployedTo === 0 && left === 0,
};

const ROLE = 'web-server';
const FLEET = {
  scaleSet: scaleSetId('web'),
  octopus: {
    ...{ environment: 'Production', roles: [ROLE], projects: [{ project: 'Web Shop' }] },
    connection: { kind: 'polling' },
  },
};

function printInShort({ reactions, extras, totals }: DemoSummary): void {
  console.log(`\n${styleText('bold', 'In short')}`);
  console.table(
    reactions.map((each) => ({
      hints: each.hints.count,
      outcome: each.outcome,
      adopted: each.adopted.length,
      deployed: each.deployments.reduce((sum, { machineIds }) => sum + machineIds.length, 0),
      pruned: each.pruned.length,
      'ARM calls': each.armCalls,
      'Octopus calls': each.octopusCalls,
      'ready to deployment':
        each.secondsFromLastReadyToDeployment === null ? '' : `${each.secondsFromLastReadyToDeployment} s`,
    })),
  );
  console.log(
    `${extras.registered} over-provisioned machines registered themselves before Azure dropped them: ${extras.deployedTo} were deployed to, ${extras.left} of their targets are left.`,
  );
  console.log(
    `${totals.simulatedSeconds} simulated seconds, ${totals.armCalls} ARM calls, ${totals.octopusCalls} Octopus calls.`,
  );
  console.log('Next: `npm start`, then docs/first-fleet.md; or `npm run demo -- canary`.');
}
