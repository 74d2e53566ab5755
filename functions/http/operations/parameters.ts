import * as z from 'zod';
import { FleetName } from '../../../shared/contracts/fleet.ts';
import { RolloutCommand } from '../../../shared/contracts/rollout/record.ts';

export const MOST_PER_PAGE = 500;

/** What every list takes. */
export const PAGE = {
  take: z.coerce.number().int().min(1).max(MOST_PER_PAGE).default(100).describe('The most items in a page.'),
  before: z.string().optional().describe('The `next` of the page before.'),
};

export const FLEET = { fleet: FleetName };
export const REACTION = { reaction: z.string().describe('The reaction’s id.') };
export const ROLLOUT = { rollout: z.string().describe('The rollout’s id.') };
export const COMMAND = { command: RolloutCommand };
