import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { Given } from '../support/given.ts';
import { brokenRules } from '../support/invariants.ts';
import { Books, type Outcome } from '../support/step-templates/books.ts';
import { GuidedSetup } from '../support/step-templates/guided-setup.ts';
import { When } from '../support/when.ts';
import { World } from '../support/world.ts';

const ROLES = ['web-server'];

/** One world, cared for by the step templates as the guide sets them up, or by us; everything else in it is the same. */
interface Side {
  world: World;
  when: When;
  given: Given;
  /** The set-up of the guide, on its side. */
  guide: GuidedSetup | undefined;
  /** Machines of a set register themselves by their start-up script. */
  machinesRegister: (set?: string) => void;
}

interface Story {
  told: string;
  /** Machines at first, all registered and deployed to. */
  instances: number;
  sets?: string[];
  mode?: 'Uniform' | 'Flexible';
  /** Weaknesses of the templates, by their numbers on the page. */
  shows?: number[];
  tell: (side: Side) => Promise<void>;
}

/** Three machines that have everything, whoever cares for them. */
async function side(
  who: 'templates' | 'ours',
  { instances, sets = ['web'], mode = 'Uniform' }: Story,
): Promise<Side & { books: Books }> {
  const world = await World.start();
  const [given, when] = [new Given(world), new When(world)];
  given.anEnvironment();
  given.aProject('Web Shop', { deployed: '1.1.0' });
  world.outside.octopus.sim.configure({ deployment: [120_000, 120_000] });
  // Of several sets each has a role of its own as well, by which we tell them apart.
  const rolesOf = (set: string) => (sets.length > 1 ? [...ROLES, `only-${set}`] : ROLES);
  const machinesRegister = (set = 'web') => when.newMachinesRegisterThemselves(set, rolesOf(set));
  for (const set of sets) {
    given.aScaleSet(set, { instances, mode });
    machinesRegister(set);
  }
  await when.minutesPass(1);
  const guides =
    who === 'templates' ? sets.map((scaleSet) => new GuidedSetup(world, { scaleSet, roles: ROLES })) : [];
  if (who === 'ours')
    for (const set of sets)
      await given.aFleet(set, {
        scaleSet: scaleSetId(set),
        roles: rolesOf(set),
        connection: { kind: 'polling' },
      });
  await when.minutesPass(9);
  world.beginStory();
  return { world, given, when, guide: guides[0], machinesRegister, books: new Books(world, sets) };
}

async function live(who: 'templates' | 'ours', story: Story): Promise<Outcome> {
  const lived = await side(who, story);
  try {
    await story.tell(lived);
    if (who === 'ours') expect(await brokenRules(lived.world, story.sets ?? ['web'])).toEqual([]);
    return lived.books.outcome();
  } finally {
    await lived.world.stop();
  }
}

const STORIES: Story[] = [
  {
    told: 'Three more machines come',
    instances: 3,
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.minutesPass(20);
    },
  },
  {
    told: 'Two more come while the first three are being deployed to',
    instances: 3,
    shows: [1],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.minutesPass(5);
      when.scaledTo(8);
      machinesRegister();
      await when.minutesPass(40);
    },
  },
  {
    told: 'Azure lists nothing for four minutes',
    instances: 3,
    shows: [3],
    tell: async ({ when, guide }) => {
      when.azureListsNothing();
      await Promise.all([guide?.runNow(), when.minutesPass(4)]);
      when.azureIsRightAgain();
      await when.minutesPass(20);
    },
  },
  {
    told: 'Azure lists only two of six for four minutes',
    instances: 6,
    shows: [3, 5, 6],
    tell: async ({ when, guide }) => {
      when.azureListsOnly(2);
      await Promise.all([guide?.runNow(), when.minutesPass(4)]);
      when.azureIsRightAgain();
      await when.minutesPass(20);
    },
  },
  {
    told: 'An extension of a machine that runs has failed',
    instances: 3,
    shows: [8],
    tell: async ({ world, when, guide }) => {
      const [one] = world.outside.arm.sim.instances(scaleSetId('web'));
      when.instanceFails(one?.id ?? '');
      await Promise.all([guide?.runNow(), when.minutesPass(20)]);
    },
  },
  {
    told: 'One machine takes ten minutes to go while another comes',
    instances: 3,
    shows: [7],
    tell: async ({ when, machinesRegister }) => {
      when.deletionsTake(600);
      when.scaledTo(2);
      await when.minutesPass(1);
      when.scaledTo(3);
      machinesRegister();
      await when.minutesPass(30);
    },
  },
  {
    told: 'Three of six machines go',
    instances: 6,
    shows: [17],
    tell: async ({ when }) => {
      when.scaledTo(3);
      await when.minutesPass(20);
    },
  },
  {
    told: 'Octopus says once that it is asked too often',
    instances: 3,
    shows: [16],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.minutesPass(1);
      when.octopusSuffers({
        method: 'GET',
        path: '^machines$',
        times: 1,
        effect: { type: 'status', status: 429 },
      });
      await when.minutesPass(30);
    },
  },
  {
    told: 'The scale set is Flexible, and three more machines come',
    instances: 3,
    mode: 'Flexible',
    shows: [10],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.minutesPass(20);
    },
  },
  {
    told: 'Two scale sets whose machines have one role in common',
    instances: 3,
    sets: ['web', 'api'],
    shows: [4],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(4);
      machinesRegister();
      await when.minutesPass(20);
    },
  },
  {
    told: 'A new machine is away while the others are deployed to',
    instances: 3,
    shows: [9],
    tell: async ({ world, when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.minutesPass(2);
      const newest = world.witness.vms().at(-1)?.name ?? '';
      when.tentacleIs('silent', newest);
      await when.minutesPass(8);
      when.tentacleIs('well', newest);
      await when.minutesPass(30);
    },
  },
  {
    told: 'Azure answers 503 for two minutes while the machines come',
    instances: 3,
    shows: [14],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.secondsPass(90);
      when.azureRefuses({ status: 503 });
      await when.minutesPass(2);
      when.azureIsRightAgain();
      await when.minutesPass(30);
    },
  },
];

const PAGE = readFileSync(join(__dirname, '../../docs/compared-with-the-step-templates.md'), 'utf8');

/** The outcome as the page tells it. */
function inWords(outcome: Outcome): string {
  const { withoutApplication, liveTargetsRemoved, staleTargets, deployedToTheDying } = outcome;
  const told = [
    [withoutApplication, 'without the application'],
    [liveTargetsRemoved, 'running, and their targets removed'],
    [staleTargets, 'gone, and their targets left'],
    [deployedToTheDying, 'deployed to while going'],
  ] as const;
  const all = told.filter(([machines]) => machines > 0).map(([machines, what]) => `${machines} ${what}`);
  return all.join('; ') || 'as wanted';
}

test.each(STORIES)('$told', async (story) => {
  const [templates, ours] = [await live('templates', story), await live('ours', story)];
  const shows = story.shows?.join(', ') ?? '';
  const cells = [story.told, shows, inWords(templates), inWords(ours)];
  // As the page has it, whatever its columns are aligned to.
  const rows = PAGE.split('\n').map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  expect(rows).toContainEqual(cells);
  expect(inWords(ours)).toBe('as wanted');
});
