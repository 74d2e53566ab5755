import { test } from '@jest/globals';
import { expectThePageToTell } from '../support/step-templates/page.ts';
import { STORIES_OF_AZURE } from '../support/step-templates/stories-of-azure.ts';
import { STORIES_OF_OCTOPUS } from '../support/step-templates/stories-of-octopus.ts';

test.each([...STORIES_OF_AZURE, ...STORIES_OF_OCTOPUS])('$told', expectThePageToTell);
