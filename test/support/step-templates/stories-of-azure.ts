import { scaleSetId } from '../../../local/launcher/seed-outside.ts';
import type { Story } from './story.ts';

/** What Azure does, or says, that the templates take for something else. */
export const STORIES_OF_AZURE: Story[] = [
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
