import { isDeepStrictEqual } from 'node:util';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { autoscaleWebhook } from './events/posted-events.ts';
import { Given } from './given.ts';
import { ourDeployments, ownedTargets, vmsByMachine } from './ground-truth.ts';
import { brokenRules } from './invariants.ts';
import { timelineOf } from './timeline-of.ts';
import { When } from './when.ts';
import { World } from './world.ts';

/** What is compared between a run with a crash and one without; names in place of ids that differ from run to run. */
export interface EndState {
  ledger: unknown[];
  targets: string[];
  deployments: unknown[];
  /** How often Octopus was made to do each thing. */
  effects: Record<string, number>;
  /** Of whom the timeline tells what, and which lines it has more than once. */
  told: Record<string, string[]>;
  twice: string[];
  /** The targets that the reactions have on record as registered. */
  registered: string[];
  brokenRules: string[];
}

export interface Run {
  /** Every moment at which the process might die, from the scale-out on. */
  moments: string[];
  end: EndState;
  timeline: string;
}

const LOOK_EVERY_SECONDS = 10;
const MINUTES = 9;

/**
 * A scale-out from none to three instances, with the process killed at one moment (counted from the scale-out on):
 * after a durable commit of the host or of the app's own store, or before an activity's answer is kept. It is started
 * again a while later on what it left behind. Without a number nobody is killed.
 */
export async function scaleOutWithCrashAt(crashAt?: number): Promise<Run> {
  const moments: string[] = [];
  let isWatched = false;
  const world = await World.start({
    durable: true,
    onMoment: (what) => (isWatched && moments.push(what) === crashAt ? 'crash' : undefined),
  });
  try {
    await anEmptyFleet(world);
    isWatched = true;
    new When(world).scaledTo(3);
    await autoscaleTells(world);
    await live(world);
    return { moments, end: await endOf(world), timeline: await timelineOf(world, 'web') };
  } finally {
    await world.stop();
  }
}

async function anEmptyFleet(world: World): Promise<void> {
  const given = new Given(world);
  given.anEnvironment();
  given.aProject('Web Shop', { deployed: '1.1.0' });
  await given.aFleet('web', { instances: 0, settlesIn: 0.5 });
}

/** The webhook is sent again until it is answered, as its sender does. */
async function autoscaleTells(world: World): Promise<void> {
  const body = autoscaleWebhook({ scaleSet: scaleSetId('web'), oldCapacity: 0, newCapacity: 3 });
  for (;;) {
    const status = await new When(world).somebodyPosts(body).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 202) return;
    await restartIfDead(world);
  }
}

/** Time passes; a process that has died is started again. */
async function live(world: World): Promise<void> {
  const end = world.clock.now() + MINUTES * 60_000;
  while (world.clock.now() < end) {
    await world.clock.advance(LOOK_EVERY_SECONDS * 1000);
    world.witness.observe();
    await restartIfDead(world);
  }
}

async function restartIfDead(world: World): Promise<void> {
  if (world.inside.host.crashed) await world.restartApp();
}

async function endOf(world: World): Promise<EndState> {
  const ledger = (await world.api.instances('web')).map(
    ({ name, vmId, state, health, target, releases }) => ({
      ...{ name, vmId, state, health },
      target: target?.name,
      releases: releases.map(({ version, state: reached, attempts }) => ({ version, reached, attempts })),
    }),
  );
  const vms = vmsByMachine(world);
  return {
    ledger: ledger.sort((a, b) => a.vmId.localeCompare(b.vmId)),
    targets: ownedTargets(world, 'web')
      .map(({ Id, Name }) => `${Name} for ${vms.get(Id)?.name}`)
      .sort(),
    deployments: ourDeployments(world).map(({ project, version, to }) => ({ project, version, to })),
    effects: countEffects(world),
    ...(await toldIn(world)),
    brokenRules: await brokenRules(world, ['web']),
  };
}

/** What a person reads in the end; when each thing was seen, and with whom together, may differ. */
async function toldIn({ api }: World): Promise<Pick<EndState, 'told' | 'twice' | 'registered'>> {
  const lines = await api.timeline('web');
  const told: Record<string, Set<string>> = {};
  const once = lines.filter(({ kind }) => /^(?:reaction|deployment)/.test(kind));
  const keys = once.map(({ kind, reactionId, message }) => `${reactionId} ${kind}: ${message}`);
  for (const { kind, message } of lines) {
    const names = message.match(/web_\d+|Web Shop/g) ?? [];
    told[kind] = new Set([...(told[kind] ?? []), ...names]);
  }
  const registered = (await api.reactions('web')).flatMap((reaction) => reaction.registered);
  return {
    told: Object.fromEntries(Object.entries(told).map(([kind, names]) => [kind, [...names].sort()])),
    twice: keys.filter((key, index) => keys.indexOf(key) < index),
    registered: registered.map(({ name }) => name).sort(),
  };
}

function countEffects(world: World): Record<string, number> {
  const effects: Record<string, number> = {};
  for (const { what } of world.outside.octopus.sim.history()) effects[what] = (effects[what] ?? 0) + 1;
  return effects;
}

/** What came out otherwise than without a crash; empty when all is well. */
export interface Difference {
  crashedAt: string;
  end: EndState;
  timeline: string;
}

/** Lives through the scale-out once for every picked moment of an undisturbed run, and compares how it ends. */
export async function sweep(isPicked: (moment: number, what: string) => boolean): Promise<{
  tried: number;
  undisturbed: Run;
  differences: Difference[];
}> {
  const undisturbed = await scaleOutWithCrashAt();
  const picked = undisturbed.moments.flatMap((what, index) => (isPicked(index + 1, what) ? [index + 1] : []));
  const differences: Difference[] = [];
  for (const moment of picked) {
    const { end, timeline, moments } = await scaleOutWithCrashAt(moment);
    const crashedAt = `${moment} of ${undisturbed.moments.length}, ${moments[moment - 1] ?? 'never reached'}`;
    if (!isDeepStrictEqual(end, undisturbed.end)) differences.push({ crashedAt, end, timeline });
  }
  return { tried: picked.length, undisturbed, differences };
}
