import type { Story } from './story.ts';

/** What becomes of runs, targets and deployments. */
export const STORIES_OF_OCTOPUS: Story[] = [
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
    told: 'The deployment to three new machines fails, and somebody tries it again at once',
    instances: 3,
    shows: [2],
    tell: async ({ world, when, guide, machinesRegister }) => {
      when.octopusSuffers({ task: 'Deploy', effect: { type: 'task-fails', message: 'The feed was away.' } });
      when.scaledTo(6);
      machinesRegister();
      await when.until(() => world.outside.octopus.sim.list('tasks').some(({ State }) => State === 'Failed'));
      await when.minutesPass(1);
      if (guide) await Promise.all([guide.runNow(), when.minutesPass(20)]);
      else await when.anOperatorReconciles('web', { retryDeployments: true });
      await when.minutesPass(20);
    },
  },
  {
    told: 'Steps run where the machine’s id is in the list that was put out',
    instances: 9,
    setup: { excludeOld: true, byRunCondition: true },
    shows: [11],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(12);
      machinesRegister();
      await when.minutesPass(20);
    },
  },
  {
    told: 'It is a runbook, and another one has just ended',
    instances: 3,
    setup: { asRunbook: true },
    shows: [12],
    tell: async ({ when, guide, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      guide?.anotherRunbookEnds();
      await when.minutesPass(20);
    },
  },
  {
    told: 'Two more come eight minutes later, and one Octopus node’s clock is ten minutes slow',
    instances: 3,
    setup: { slowNode: { minutes: 10 } },
    shows: [13],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.minutesPass(13);
      when.scaledTo(8);
      machinesRegister();
      await when.minutesPass(30);
    },
  },
  {
    told: 'The role of the machines has an ampersand in it',
    instances: 3,
    role: 'shop & till',
    shows: [15],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.minutesPass(20);
    },
  },
  {
    told: 'The machines hold no key to Octopus',
    instances: 3,
    registersNothing: true,
    shows: [18],
    tell: async ({ when }) => {
      when.scaledTo(6);
      await when.minutesPass(20);
    },
  },
  {
    told: 'The project has Octopus’s own settings, and a new machine goes away before it is deployed to',
    instances: 3,
    projectAsMade: true,
    shows: [19],
    tell: async ({ world, when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.secondsPass(30);
      const newest = world.witness.vms().at(-1)?.name ?? '';
      when.tentacleIs('silent', newest);
      await when.minutesPass(8);
      when.tentacleIs('well', newest);
      await when.minutesPass(30);
    },
  },
  {
    told: 'The machines are workers, and three of six go',
    instances: 6,
    workersOf: 'Builders',
    shows: [20],
    tell: async ({ when }) => {
      when.scaledTo(3);
      await when.minutesPass(20);
    },
  },
  {
    told: 'A tag of the machines holds a word that is nobody’s business',
    instances: 3,
    secret: 'merger-with-contoso',
    shows: [21],
    tell: async ({ when, machinesRegister }) => {
      when.scaledTo(6);
      machinesRegister();
      await when.minutesPass(20);
    },
  },
];
