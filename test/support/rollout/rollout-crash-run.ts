import { expect, test } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { Given } from '../given.ts';
import { brokenRules } from '../invariants.ts';
import { type RolloutAnswer, Rollouts } from '../rollouts.ts';
import { timelineOf } from '../timeline-of.ts';
import { World } from '../world.ts';
import { groupNow } from './group-now.ts';

/** A rollout that is lived through once for every moment at which the process might die. */
export interface Rehearsed {
  policy: object;
  /** A person ends it as soon as it waits for somebody. */
  isAborted?: true;
}

/** What is compared between a run with a crash and one without; nothing that differs from run to run. */
export interface RolloutEnd {
  state: string;
  reason: string | undefined;
  steps: unknown[];
  units: unknown[];
  /** Each change of the journal as the timeline tells it, and which lines it has more than once. */
  told: string[];
  twice: string[];
  azure: unknown;
  /** Per scale set: its machines in the ledger that are ready, and its targets in Octopus. */
  ledger: Record<string, number>;
  targets: Record<string, number>;
  brokenRules: string[];
}

export interface RolloutRun {
  moments: string[];
  end: RolloutEnd;
  timeline: string;
}

const LOOK_EVERY_SECONDS = 15;
const LONGEST_MINUTES = 90;
/** By then the fleet has taken in what the rollout left. */
const SETTLING_MINUTES = 4;

/** Whether the process dies at a moment: the how manieth it is since the rollout's start, and what it is. */
export type Dies = (moment: number, what: string) => boolean;

/** The rollout, with the process killed at some moments, and each time started again a little later. */
export async function rolloutWithCrashes(rehearsed: Rehearsed, dies: Dies): Promise<RolloutRun> {
  const moments: string[] = [];
  let isWatched = false;
  const world = await World.start({
    durable: true,
    onMoment: (what) => (isWatched && dies(moments.push(what), what) ? 'crash' : undefined),
  });
  try {
    const rollouts = await theDemoFleet(world);
    isWatched = true;
    await begin(world, rollouts, rehearsed);
    const over = await live(world, rollouts, rehearsed);
    const timeline = await untilAnswered(world, () => timelineOf(world, 'web'));
    return { moments, end: await untilAnswered(world, () => endOf(world, rollouts, over)), timeline };
  } finally {
    await world.stop();
  }
}

async function theDemoFleet(world: World): Promise<Rollouts> {
  const given = new Given(world);
  given.anEnvironment();
  given.aProject('Web Shop', { deployed: '1.1.0' });
  const rollouts = new Rollouts(world);
  await rollouts.theDemoFleet();
  return rollouts;
}

/** Whoever is not answered asks again; then a rollout that was begun names itself. */
async function begin(world: World, rollouts: Rollouts, { policy }: Rehearsed): Promise<void> {
  for (;;) {
    const answer = await answered(world, () => rollouts.start(policy));
    if (answer?.status === 202) rollouts.id = (answer.body as { id: string }).id;
    else if (answer?.status === 409) await answered(world, () => findsIt(world, rollouts));
    else if (answer)
      throw new Error(`the start was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    if (rollouts.id !== '') return;
  }
}

async function findsIt({ api }: World, rollouts: Rollouts): Promise<void> {
  const { body } = await api.send('GET', '/api/rollouts?fleet=web');
  rollouts.id = (body as { items: { id: string }[] }).items[0]?.id ?? '';
}

/** `undefined` when the process died of it, which is started again then, or when the connection was one to the dead. */
async function answered<T>(world: World, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (world.inside.host.crashed) await world.restartApp();
    else if (!isBrokenConnection(error)) throw error;
    return undefined;
  }
}

/** There may be several connections to the dead: each is found broken by whoever asks on it. */
async function untilAnswered<T>(world: World, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await answered(world, ask);
    if (answer !== undefined) return answer;
  }
}

function isBrokenConnection(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code === 'ECONNRESET' || cause?.code === 'UND_ERR_SOCKET';
}

async function live(world: World, rollouts: Rollouts, rehearsed: Rehearsed): Promise<RolloutAnswer> {
  const read = () => answered(world, () => rollouts.read());
  for (const end = world.clock.now() + LONGEST_MINUTES * 60_000; world.clock.now() < end;) {
    const seen = await read();
    if (seen?.ended) {
      await pass(world, SETTLING_MINUTES * 60);
      return (await read()) ?? seen;
    }
    // Answered with a conflict when the one before it, whose answer was lost, was obeyed.
    if (rehearsed.isAborted && seen?.state === 'paused')
      await answered(world, () => rollouts.command('abort'));
    await pass(world, LOOK_EVERY_SECONDS);
  }
  throw new Error(`it is not over after ${LONGEST_MINUTES} minutes\n${await timelineOf(world, 'web')}`);
}

/** Time passes; a process that has died is started again. */
async function pass(world: World, seconds: number): Promise<void> {
  const end = world.clock.now() + seconds * 1000;
  while (world.clock.now() < end) {
    await world.clock.advance(Math.min(LOOK_EVERY_SECONDS * 1000, end - world.clock.now()));
    world.witness.observe();
    if (world.inside.host.crashed) await world.restartApp();
  }
}

async function endOf(world: World, rollouts: Rollouts, over: RolloutAnswer): Promise<RolloutEnd> {
  // How many machines were ready when somebody looked depends on when that was.
  const lines = (await rollouts.timeline())
    .filter(({ kind }) => kind !== 'unitSeen')
    .map(({ kind, message }) => `${kind}: ${message}`);
  return {
    state: over.state,
    reason: over.ended?.reason,
    steps: over.steps.map(({ kind, state }) => ({ kind, state })),
    units: over.units.map(({ name, role, desired, ready }) => ({ name, role, desired, ready })),
    told: [...new Set(lines)].sort(),
    twice: lines.filter((line, index) => lines.indexOf(line) < index).sort(),
    azure: await groupNow(world.outside.arm.url),
    ledger: countBy((await world.api.instances('web')).map((row) => `${setOf(row.resourceId)} ${row.state}`)),
    targets: countBy(await rollouts.registered()),
    brokenRules: await brokenRules(world, ['web']),
  };
}

function setOf(resourceId: string): string {
  return resourceId.split('/')[8] ?? '';
}

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What came out otherwise than without a crash. */
export interface RolloutDifference {
  diedAt: string[];
  end: RolloutEnd;
  timeline: string;
}

/** Lives through the rollout once undisturbed, and once for each way of dying, and compares how it ends. */
export async function sweepRollout(
  rehearsed: Rehearsed,
  waysOfDying: (moments: string[]) => Dies[],
): Promise<{ deaths: number; undisturbed: RolloutRun; differences: RolloutDifference[] }> {
  const undisturbed = await rolloutWithCrashes(rehearsed, () => false);
  const differences: RolloutDifference[] = [];
  let deaths = 0;
  for (const dies of waysOfDying(undisturbed.moments)) {
    const { end, timeline, moments } = await rolloutWithCrashes(rehearsed, dies);
    const diedAt = moments.flatMap((what, index) => (dies(index + 1, what) ? [`${index + 1}: ${what}`] : []));
    deaths += diedAt.length;
    if (!isDeepStrictEqual(end, undisturbed.end)) differences.push({ diedAt, end, timeline });
  }
  return { deaths, undisturbed, differences };
}

/** Dies at every so many moments: together these die at each moment once, and anew on what the deaths before left. */
export function dyingEvery(moments: number): Dies[] {
  return Array.from({ length: moments }, (_, offset) => (moment) => moment % moments === offset);
}

/** Dies once, at each moment of this kind. */
export function dyingOnceAt(kind: RegExp): (moments: string[]) => Dies[] {
  return (moments) =>
    moments.flatMap((what, index) => (kind.test(what) ? [(moment: number) => moment === index + 1] : []));
}

/** Where the record of the rollout or the world was just changed: a death there could do the most harm. */
export const MOST_DELICATE = /^store: rollouts|^activity-result: (?:begin|poll)Change/;

/** Machines are replaced in two steps. */
export const CANARY: Rehearsed = {
  policy: { canary: { steps: [{ upgrade: '34%' }, { upgrade: '100%' }] } },
};

/** A third is replaced, and then all is put back. */
export const CANARY_AND_BACK: Rehearsed = {
  policy: {
    canary: { steps: [{ upgrade: '34%' }, { pause: { untilApproved: true } }, { upgrade: '100%' }] },
  },
  isAborted: true,
};

const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };

function blueGreen(...gates: object[]): object {
  const steps = [{ upgrade: '100%' }, { swap: {} }, ...gates, { downsize: { after: 'PT5M' } }];
  return { blueGreen: { ...FRONT, steps } };
}

/** All machines are replaced at once, and the old ones kept for a while. */
export const BLUE_GREEN: Rehearsed = { policy: blueGreen() };

/** The new machines are in production, and then all is put back. */
export const BLUE_GREEN_AND_BACK: Rehearsed = {
  policy: blueGreen({ pause: { untilApproved: true } }),
  isAborted: true,
};

/**
 * Dies at every moment of the rollout, spread over so many runs, each of which dies again and again: whatever a death left
 * behind is what the next one meets.
 */
export function itEndsTheSameWhereverItDies(
  name: string,
  rehearsed: Rehearsed,
  { end, runs }: { end: Partial<RolloutEnd>; runs: number },
): void {
  test(`${name} ends the same wherever the process is killed on the way`, async () => {
    const { deaths, undisturbed, differences } = await sweepRollout(rehearsed, () => dyingEvery(runs));

    expect(undisturbed.end).toMatchObject({ ...end, brokenRules: [] });
    // A rollout that dies so often takes another course, with fewer reactions in it.
    expect(deaths).toBeGreaterThan(undisturbed.moments.length / 2);
    expect(differences).toEqual([]);
  }, 900_000);
}
