import { expect } from '@jest/globals';
import hostJson from '../../host.json' with { type: 'json' };
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { scenario } from '../support/scenario.ts';

const WEB = scaleSetId('web');
const { storageProvider: _, ...ownDurable } = hostJson.extensions.durableTask;
/** Ours without what it says of the queues: the extension's own defaults. */
const DEFAULTS = { ...hostJson, extensions: { ...hostJson.extensions, durableTask: ownDurable } };

const IDLE: [name: string, queuesOf: unknown, within: [number, number]][] = [
  ['within two seconds with our host.json', hostJson, [0, 2.5]],
  ['only after up to half a minute with the defaults', DEFAULTS, [5, 30.5]],
];

for (const [name, queuesOf, [least, most]] of IDLE) {
  scenario(
    `opens a reaction to a hint that comes to another instance while all is idle ${name}`,
    async ({ given, when, then }) => {
      await given.aFleet('web', { instances: 2 });
      await when.secondsPass(50);

      const { status } = await when.somebodyPosts({ scaleSet: WEB });
      const postedAt = when.now();
      await when.secondsPass(40);

      expect(status).toBe(202);
      const [reaction] = await then.reactions();
      const waited = (Date.parse(reaction?.startedAt ?? '') - postedAt) / 1000;
      expect(waited).toBeGreaterThanOrEqual(least);
      expect(waited).toBeLessThanOrEqual(most);
    },
    { queuesOf },
  );
}

let isArmed = false;

/** Dies with an activity done whose answer nobody has heard. */
function inTheMiddle(what: string): 'crash' | undefined {
  return isArmed && what.startsWith('activity-result: registerTargets') ? 'crash' : undefined;
}

const KILLED: [name: string, queuesOf: unknown, blindSeconds: number][] = [
  ['for a minute with our host.json', hostJson, 60],
  ['for five with the defaults', DEFAULTS, 300],
];

for (const [name, queuesOf, blindSeconds] of KILLED) {
  scenario(
    `is blind after a kill in the middle of an activity ${name}, and then misses nothing`,
    async ({ given, when, then }) => {
      await given.aFleet('web', { instances: 2 });
      isArmed = true;
      when.scaledTo(4);
      await when.theProcessDies();
      isArmed = false;
      await when.theProcessIsStarted();
      const startedAt = when.now();

      // Whatever is heard meanwhile waits with the answer that is invisible.
      when.scaledTo(5);
      await when.secondsPass(blindSeconds - 5);
      await then.nothingWasToldSince(startedAt);
      await when.minutesPass(12);

      await then.everyReadyInstanceCarries('1.1.0', { count: 5 });
      then.targetsStandFor(then.readyInstances());
    },
    { durable: true, onMoment: inTheMiddle, queuesOf },
  );
}
