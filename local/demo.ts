// First, so that the app's packages find the host they run on.
import './host/install-core.ts';
import { parseArgs, styleText } from 'node:util';
import { scaledClock } from './clock/clock.ts';
import { CallMeter } from './launcher/call-meter.ts';
import { type Stage, tellStory } from './launcher/demo-story.ts';
import { type DemoSummary, summarize, type Truths } from './launcher/demo-summary.ts';
import { DemoTerminal } from './launcher/demo-terminal.ts';
import { FleetApi } from './launcher/fleet-api.ts';
import { scaleSetId, seedOutside } from './launcher/seed-outside.ts';
import { LOCAL_KEY } from './launcher/local-keys.ts';
import { adaptersTo, eventDoor, startInside, startOutside } from './launcher/start-world.ts';

/** How many times as fast as the wall clock the demo runs. */
const TIME_SCALE = 20;

/** `npm run demo`: the main job on one machine, in under a minute; `--json` prints one summary and nothing else. */
async function main(json: boolean): Promise<DemoSummary> {
  const clock = scaledClock(TIME_SCALE);
  const options = { clock, ports: { host: 0, arm: 0, octopus: 0 } };
  const outside = await startOutside(options);
  seedOutside(outside);
  const inside = await startInside(options, adaptersTo(outside, clock));
  await outside.arm.sim.subscribe({ url: eventDoor(inside.host.url), schema: 'EventGridSchema' });
  const api = new FleetApi(inside.host.url, LOCAL_KEY);
  const terminal = new DemoTerminal(api, json ? () => undefined : console.log);
  const meter = new CallMeter(outside, clock);
  const truths: Truths = new Map();
  const watch = setInterval(() => {
    for (const truth of outside.arm.sim.instances(scaleSetId('web'))) truths.set(truth.vmId, truth);
    if (!json) void terminal.refresh().catch(() => undefined);
  }, 250);
  const onStage = ({ title }: Stage) => terminal.stage(title);
  await tellStory({ outside, clock, api, giveUpAfterMs: 25_000, onStage });
  clearInterval(watch);
  await terminal.refresh();
  const summary = summarize(await api.reactions('web'), meter, truths);
  meter.stop();
  await inside.stop();
  await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
  return summary;
}

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
  console.log('Next: `npm start`, then docs/first-fleet.md.');
}

try {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const summary = await main(values.json);
  if (values.json) console.log(JSON.stringify(summary, null, 2));
  else printInShort(summary);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
