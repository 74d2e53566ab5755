import { expect } from '@jest/globals';
import { scaleSetId } from '../../../local/launcher/seed-outside.ts';
import { Given } from '../given.ts';
import { brokenRules } from '../invariants.ts';
import { When } from '../when.ts';
import { WorkerActs } from '../worker-acts.ts';
import { World } from '../world.ts';
import { Books, type Outcome } from './books.ts';
import { GuidedSetup, type Setup } from './guided-setup.ts';

export type Who = 'templates' | 'ours';

/** One world, cared for by the step templates as the guide sets them up, or by us; everything else in it is the same. */
export interface Side {
  world: World;
  when: When;
  given: Given;
  /** The set-up of the guide, on its side. */
  guide: GuidedSetup | undefined;
  /** Machines of a set register themselves by their start-up script. */
  machinesRegister: (set?: string) => void;
}

export interface Story {
  told: string;
  /** Machines at first, all registered and deployed to. */
  instances: number;
  sets?: string[];
  mode?: 'Uniform' | 'Flexible';
  /** Of the machines; `web-server` by default. */
  role?: string;
  /** The start-up script registers nothing. */
  registersNothing?: true;
  /** They are workers of this pool, and no targets. */
  workersOf?: string;
  /** How the guide's set-up is made here, where there is a choice. */
  setup?: Setup;
  /** A word in the tags of the scale set that no log should hold. */
  secret?: string;
  /** Octopus's own settings for machines that are away, in place of the guide's. */
  projectAsMade?: true;
  /** Weaknesses of the templates, by their numbers on the page. */
  shows?: number[];
  tell: (side: Side) => Promise<void>;
}

/** Lives through a story and tells what came of it, by the books of the simulators. */
export async function live(who: Who, story: Story): Promise<Outcome> {
  const lived = await side(who, story);
  try {
    await story.tell(lived);
    if (who === 'ours') expect(await brokenRules(lived.world, story.sets ?? ['web'])).toEqual([]);
    const log = who === 'ours' ? await everythingWeTell(lived.world) : (lived.guide?.caller.log ?? []);
    return lived.books.outcome(story.secret === undefined ? [] : log.filter(holds(story.secret)));
  } finally {
    await lived.world.stop();
  }
}

function holds(secret: string): (line: string) => boolean {
  return (line) => line.includes(secret);
}

/** All machines have everything, whoever cares for them. */
async function side(who: Who, story: Story): Promise<Side & { books: Books }> {
  const { sets = ['web'] } = story;
  const world = await World.start();
  const [given, when] = [new Given(world), new When(world)];
  prepare(world, given, story);
  const machinesRegister = (set = 'web') => registerThemselves({ world, when }, story, set);
  for (const set of sets) machinesRegister(set);
  await when.minutesPass(1);
  const roles = [roleOf(story)];
  const guides =
    who === 'templates'
      ? sets.map((scaleSet) => new GuidedSetup(world, { scaleSet, roles, ...story.setup }))
      : [];
  if (who === 'ours') for (const set of sets) await given.aFleet(set, fleetOf(story, set));
  await when.minutesPass(9);
  world.beginStory();
  const books = new Books(world, { sets, areDeployedTo: story.workersOf === undefined });
  return { world, given, when, guide: guides[0], machinesRegister, books };
}

function prepare(world: World, given: Given, story: Story): void {
  const { instances, mode = 'Uniform', secret, workersOf } = story;
  given.anEnvironment();
  given.aProject('Web Shop', { deployed: '1.1.0', asMade: story.projectAsMade ?? false });
  if (workersOf !== undefined) given.aWorkerPool(workersOf);
  world.outside.octopus.sim.configure({ deployment: [120_000, 120_000] });
  const tags = secret === undefined ? {} : { purpose: secret };
  for (const set of story.sets ?? ['web']) given.aScaleSet(set, { instances, mode, tags });
}

function registerThemselves({ world, when }: { world: World; when: When }, story: Story, set: string): void {
  if (story.registersNothing) return;
  if (story.workersOf === undefined) when.newMachinesRegisterThemselves(set, rolesOf(story, set));
  else new WorkerActs(world).registerThemselves(set, [story.workersOf]);
}

function roleOf({ role = 'web-server' }: Story): string {
  return role;
}

/** Of several sets each has a role of its own as well, by which we tell them apart. */
function rolesOf(story: Story, set: string): string[] {
  return (story.sets ?? []).length > 1 ? [roleOf(story), `only-${set}`] : [roleOf(story)];
}

function fleetOf(story: Story, set: string) {
  const connection = { kind: story.registersNothing ? ('listening' as const) : ('polling' as const) };
  const where =
    story.workersOf === undefined ? { roles: rolesOf(story, set) } : { workerPools: [story.workersOf] };
  return { scaleSet: scaleSetId(set), connection, ...where };
}

/** Timelines, what is read over the API, and the app's log. */
async function everythingWeTell(world: World): Promise<string[]> {
  const answers = await Promise.all(
    ['', '/timeline?take=500', '/instances', '/reactions'].map(async (path) =>
      JSON.stringify((await world.api.send('GET', `/api/fleets/web${path}`)).body),
    ),
  );
  return [...answers, ...world.logs.map((entry) => JSON.stringify(entry))];
}
