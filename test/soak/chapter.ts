import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { brokenRules } from '../support/invariants.ts';
import { timelineOf, warningsOf } from '../support/timeline-of.ts';
import { World } from '../support/world.ts';
import { AZURE } from './azure-happenings.ts';
import { cancel, forgetOldTroubles, OCTOPUS } from './octopus-happenings.ts';
import { machinesRegisterThemselves, PEOPLE } from './people-happenings.ts';
import { Disk, Draw, type Happening, Killer, type Stage } from './stage.ts';
import { bodyOf, foundTown, households, SPARE } from './town.ts';
import {
  longWaits,
  notAsWanted,
  silentAboutLate,
  silentAboutStalls,
  wrongDealings,
  wrongOrchestrations,
} from './truths.ts';

/** How one chapter ended; `broken` is empty when all is well. */
export interface ChapterReport {
  seed: number;
  /** Hours of virtual time. */
  hours: number;
  happenings: Record<string, number>;
  kills: number;
  broken: string[];
  /** What happened and what the fleets told, for people; empty when all is well. */
  story: string;
}

const MINUTE = 60_000;
const HAPPENINGS = Object.entries({ ...AZURE, ...OCTOPUS, ...PEOPLE }).map(([name, [weight, happen]]) => ({
  ...{ name, weight, happen },
}));

/** One town lived through with a seed: some hours of troubles and commands, then time to recover, then the truth. */
export async function liveChapter(seed: number): Promise<ChapterReport> {
  const killer = new Killer();
  const clock = new VirtualClock();
  const disk = new Disk(() => clock.now());
  const world = await World.start({
    clock,
    ...{ durable: true, octopusTimeoutSeconds: 1 },
    ...{ onMoment: killer.onMoment, storeFault: disk.fault, isStoreFailing: disk.isFull },
  });
  const stage: Stage = {
    ...{ world, households: households(), draw: new Draw(seed), killer, disk },
    ...{ suspended: new Map(), disablings: [], sequels: [], told: [] },
  };
  // Its owner agrees that they go while they run.
  world.letGo.add(scaleSetId(SPARE).toLowerCase());
  const began = world.clock.now();
  const report: ChapterReport = { seed, hours: 0, happenings: {}, kills: 0, broken: [], story: '' };
  try {
    await begin(stage);
    await troubles(stage, report);
    await recovery(stage, report);
    report.broken.push(...(await findings(stage)));
  } catch (error) {
    report.broken.push(`the chapter could not be told to its end: ${String(error)}`);
  }
  report.hours = Math.round((world.clock.now() - began) / MINUTE / 6) / 10;
  if (report.broken.length > 0) report.story = await storyOf(stage);
  await world.stop();
  return report;
}

async function begin(stage: Stage): Promise<void> {
  const { world } = stage;
  foundTown(world, stage.households);
  for (const household of stage.households)
    await world.api.send('PUT', `/api/fleets/${household.fleet}`, bodyOf(household));
  await pass(stage, 4);
  await machinesRegisterThemselves(stage);
  await pass(stage, 8);
  world.beginStory();
}

async function troubles(stage: Stage, report: ChapterReport): Promise<void> {
  const { draw } = stage;
  for (let left = draw.int(20, 60); left > 0; left--) {
    const { name, happen } = draw.weighted(HAPPENINGS);
    await tell(stage, name, happen);
    report.happenings[name] = (report.happenings[name] ?? 0) + 1;
    report.kills += await pass(stage, draw.int(1, 24) / 4);
    report.broken.push(...(await silentAboutStalls(stage)), ...(await longWaits(stage)));
  }
}

/** Nothing is in the way any more, an operator says yes to all that is asked, and there is time for the slowest wait. */
async function recovery(stage: Stage, report: ChapterReport): Promise<void> {
  const { world, killer, disk } = stage;
  const { arm, octopus } = world.outside;
  killer.after = 0;
  disk.fullUntil = 0;
  stage.sequels = [];
  arm.sim.clearFaults();
  octopus.sim.clearFaults();
  for (const { Id, IsDisabled } of octopus.sim.list('machines'))
    if (IsDisabled) octopus.sim.change('machines', Id, { IsDisabled: false });
  for (const task of octopus.sim.list('tasks'))
    if (task.State === 'Executing') await cancel(octopus.url, task);
  report.kills += await pass(stage, 15);
  for (let round = 0; round < 3; round++) {
    for (const household of stage.households) {
      const path = `/api/fleets/${household.fleet}`;
      await world.api.manage('POST', `fleet-${household.fleet}/resume`);
      const { scaleSet: _away, ...home } = household.story;
      household.story = home;
      if (round === 0) await world.api.send('PUT', path, bodyOf(household));
      await world.api.send('POST', `${path}/reconcile`, { approveRemovals: 1000, retryDeployments: true });
    }
    await heedShortSets(stage);
    await machinesRegisterThemselves(stage);
    if (await settles(stage)) break;
  }
}

/** Does as a fleet says whose scale set stays short of machines: lowers the capacity. */
async function heedShortSets({ world }: Stage): Promise<void> {
  const { sim } = world.outside.arm;
  for (const { name, status } of await world.api.fleets()) {
    if (!status.problems.some(({ code }) => code === 'scaleSetShort')) continue;
    const id = scaleSetId(name);
    sim.setCapacity(id, sim.instances(id).filter(({ listed }) => listed).length);
  }
}

/** Half an hour, or until all has been well for so long that every fleet was looked at twice. */
async function settles(stage: Stage): Promise<boolean> {
  let quiet = 0;
  for (let minutes = 0; minutes < 30 && quiet < 3; minutes += 6) {
    await pass(stage, 6);
    quiet = notAsWanted(stage.world, stage.households).length === 0 ? quiet + 1 : 0;
  }
  return quiet >= 3;
}

async function findings(stage: Stage): Promise<string[]> {
  const { world, households: all } = stage;
  const rules = await brokenRules(
    world,
    all.map(({ fleet }) => fleet),
  );
  return [
    ...rules.filter((rule) => !EXPECTED.test(rule)),
    ...notAsWanted(world, all),
    ...wrongDealings(stage),
    ...(await wrongOrchestrations(stage)),
    ...(await silentAboutLate(stage)),
  ];
}

/** Throttling is one of the faults here; the budget of calls is measured elsewhere. */
const EXPECTED = /^ARM’s limits were hit$/;

async function tell(stage: Stage, name: string, happen: Happening): Promise<void> {
  const at = new Date(stage.world.clock.now()).toISOString().slice(11, 19);
  const what = await happen(stage);
  if (what !== undefined) stage.told.push(`${at} ${name}: ${what}`);
}

/** Time passes; whenever the process has died, it is started again within half a minute. Answers how often it died. */
async function pass(stage: Stage, minutes: number): Promise<number> {
  const { world, told } = stage;
  const end = world.clock.now() + minutes * MINUTE;
  let deaths = 0;
  while (world.clock.now() < end) {
    // What is to follow at once must not come too late.
    const step = stage.sequels.length > 0 ? MINUTE / 20 : MINUTE / 2;
    await world.clock.advance(Math.min(step, end - world.clock.now()));
    world.witness.observe();
    forgetOldTroubles(stage);
    stage.sequels = stage.sequels.filter((follows) => !follows());
    if (!world.inside.host.crashed) continue;
    deaths += 1;
    told.push(`${new Date(world.clock.now()).toISOString().slice(11, 19)} started again`);
    await world.restartApp();
  }
  return deaths;
}

async function storyOf({ world, households: all, told }: Stage): Promise<string> {
  const timelines = await Promise.all(
    all.map(({ fleet }) => timelineOf(world, fleet).catch((error: unknown) => String(error))),
  );
  const happened = ['What happened:', ...told.map((line) => `  ${line}`)];
  return [...happened, ...timelines, ...warningsOf(world), ...(await standing(world))].join('\n');
}

/** What each fleet says of itself, and where its orchestration is. */
async function standing({ api }: World): Promise<string[]> {
  try {
    const fleets = (await api.fleets()).map(({ name, status }) => `  ${name}: ${JSON.stringify(status)}`);
    const running = (await api.orchestrations()).map((each) => `  ${JSON.stringify(each).slice(0, 500)}`);
    return ['How the fleets stand:', ...fleets, ...running];
  } catch (error) {
    return [`nobody tells how the fleets stand: ${String(error)}`];
  }
}
