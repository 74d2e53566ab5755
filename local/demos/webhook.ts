import { styleText } from 'node:util';
import { tellStory } from '../launcher/demo-story.ts';
import { DemoTerminal } from '../launcher/demo-terminal.ts';
import { openReceiver, webhooksAt } from '../launcher/open-receiver.ts';
import { scaleSetId } from '../launcher/seed-outside.ts';
import type { WebhookReceiver } from '../webhook-receiver/start-webhook-receiver.ts';
import type { Demo, DemoSet } from './demo.ts';

/** What the receiver did, by its own books, and how often it was asked. */
export interface WebhookSummary {
  demo: 'webhook';
  registered: number;
  deregistered: number;
  /** Each with its release and how many machines it reached. */
  deployments: { release: string; machines: number }[];
  /** How often a machine got a release that it had already. */
  repetitions: number;
  machines: number;
  /** By endpoint. */
  calls: Record<string, number>;
  octopusCalls: number;
}

/** No Octopus: a fleet whose machines are registered at, and deployed to by, plain HTTP endpoints. */
export const webhook: Demo<WebhookSummary> = {
  timeScale: 20,
  play: async (set, print) => {
    const { outside, clock, api, meter } = set;
    const receiver = await openReceiver({ sim: outside.arm.sim, clock });
    receiver.sim.setRelease('1.0.0');
    const terminal = new DemoTerminal(api, print);
    const watch = setInterval(() => void terminal.refresh().catch(() => undefined), 250);
    try {
      print(`The receiver answers at ${receiver.url}; its machines are to have 1.0.0.`);
      const fleet = { scaleSet: scaleSetId('web'), webhooks: webhooksAt(receiver.url) };
      const onStage = ({ title }: { title: string }) => terminal.stage(title);
      await tellStory({ outside, clock, api, fleet, giveUpAfterMs: 25_000, onStage });
      terminal.stage(
        'The receiver says that its machines are to have 1.1.0; the next reconciliation hears of it',
      );
      receiver.sim.setRelease('1.1.0');
      await untilAllCarry(set, '1.1.0');
      await terminal.refresh();
      return summarize(receiver, meter.between(0).octopus);
    } finally {
      clearInterval(watch);
      await receiver.stop();
    }
  },
  printInShort,
  wentWell: ({ registered, deregistered, machines, repetitions, octopusCalls }) =>
    machines === 4 && registered - deregistered === machines && repetitions === 0 && octopusCalls === 0,
};

/** Real time; a demo must not hang. */
const GIVE_UP_AFTER_MS = 40_000;

async function untilAllCarry({ api }: DemoSet, version: string): Promise<void> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const instances = await api.instances('web');
    const carries = ({ releases }: (typeof instances)[number]) =>
      releases.some((each) => each.version === version && each.state === 'deployed');
    if (instances.every(carries)) return;
    if (Date.now() > deadline) throw new Error(`not all machines had ${version} in time`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function summarize(receiver: WebhookReceiver, octopusCalls: number): WebhookSummary {
  const { history, targets } = receiver.sim.state();
  const done = (what: string) => history.filter((each) => each.what === what);
  const brought = done('deployed').flatMap(({ release, vmIds }) => vmIds.map((vmId) => `${release} ${vmId}`));
  return {
    ...{ demo: 'webhook', registered: done('registered').length, deregistered: done('deregistered').length },
    deployments: done('deployed').map(({ release = '', vmIds }) => ({ release, machines: vmIds.length })),
    repetitions: brought.length - new Set(brought).size,
    ...{ machines: targets.length, calls: receiver.calls(), octopusCalls },
  };
}

function printInShort({ registered, deregistered, deployments, calls, repetitions }: WebhookSummary): void {
  console.log(`\n${styleText('bold', 'In short')}`);
  console.table(deployments);
  console.table(Object.entries(calls).map(([endpoint, times]) => ({ endpoint, calls: times })));
  console.log(
    `${registered} machines were registered and ${deregistered} deregistered; ${repetitions} got a release twice.`,
  );
  console.log('Next: docs/webhook-registry.md.');
}
