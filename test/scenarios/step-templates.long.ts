import { test } from '@jest/globals';
import { expectThePageToTell } from '../support/step-templates/page.ts';
import type { Story } from '../support/step-templates/story.ts';

const MORE_THAN_A_PAGE: Story = {
  told: 'Two more come to a thousand and one',
  instances: 1001,
  shows: [15],
  tell: async ({ when, machinesRegister }) => {
    when.scaledTo(1003);
    machinesRegister();
    await when.minutesPass(20);
  },
};

test.each([MORE_THAN_A_PAGE])('$told', expectThePageToTell);
