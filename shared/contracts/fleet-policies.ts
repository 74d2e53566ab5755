import * as z from 'zod';
import { minutes } from './texts.ts';

export const WaitPolicy = z.strictObject({
  deadlineMinutes: minutes(24 * 60)
    .default(30)
    .describe('How long all instances may take to be there and provisioned.'),
  onDeadline: z
    .enum(['proceed', 'fail'])
    .default('proceed')
    .describe('`proceed`: go on with the instances that are ready; `fail`: stop this reaction.'),
  stabilitySeconds: z
    .number()
    .min(0)
    .max(600)
    .default(6)
    .describe('How long the list of instances must stay the same before anything is removed or deployed.'),
});

export const PrunePolicy = z.strictObject({
  maxPerRun: z
    .int()
    .min(0)
    .max(500)
    .default(20)
    .describe('More candidates than this in one run: none is removed, a person is asked.'),
  secondLookSeconds: z
    .number()
    .min(1)
    .max(3600)
    .default(20)
    .describe('An instance must be missing in two looks at least this far apart.'),
  waitForTasksMinutes: z
    .number()
    .min(0)
    .max(24 * 60)
    .optional()
    .describe(
      'How long the target of a machine that is gone stays while Octopus works on it, 10 by default: taken away in a deployment it would fail that for all.',
    ),
  dryRun: z.boolean().default(false).describe('Say what would be removed, remove nothing.'),
  allowEmpty: z
    .boolean()
    .default(false)
    .describe('Also remove when the scale set was scaled to zero; otherwise an empty list removes nothing.'),
});

export const RegisterPolicy = z.strictObject({
  waitMinutes: minutes(120)
    .default(5)
    .describe(
      'How long a ready machine’s Tentacle may take to answer, or to register itself, before the others go on without it.',
    ),
});

export const HealthPolicy = z.strictObject({
  waitMinutes: minutes(120)
    .default(3)
    .describe('How long new targets may take to become healthy before the others go on without them.'),
});

export const DeployPolicy = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('How often a release is tried on an instance before it is reported.'),
  projects: z
    .enum(['inOrder', 'sideBySide'])
    .default('inOrder')
    .describe(
      '`inOrder`: an instance gets a project once it carries those before it; `sideBySide`: each project for itself, as soon as it can be.',
    ),
  useGuidedFailure: z.boolean().default(false).describe('Let a person decide in Octopus when a step fails.'),
  cancelAfterMinutes: minutes(7 * 24 * 60)
    .optional()
    .describe(
      'A deployment that has run for longer is cancelled in Octopus, and counts as an attempt. Waiting in the queue or for a person does not count; by default none is cancelled.',
    ),
});

/** A name of Azure's for scale sets with room for `__` and a number; one that ends like that would be a revision's own name. */
const RevisionPrefix = z
  .string()
  .regex(
    /^(?!.*__\d+$)[A-Za-z0-9](?:[A-Za-z0-9._-]{0,55}[A-Za-z0-9])?$/,
    'must be 1 to 57 letters, digits and inner hyphens, points and underscores, and not end like a revision (__1)',
  );

/** What rollouts of new images make of the fleet's scale set: its members beside the base. */
export const RolloutSettings = z.strictObject({
  base: z
    .enum(['live', 'template'])
    .default('live')
    .describe(
      '`live`: the scale set’s machines are the fleet’s, and the first that a rollout replaces; `template`: new revisions are made like it, and its own machines are left alone.',
    ),
  prefix: RevisionPrefix.optional().describe(
    'Revisions are named {prefix}__1, {prefix}__2 and so on; the scale set’s name by default.',
  ),
  keep: z
    .int()
    .min(0)
    .max(20)
    .default(3)
    .describe('How many earlier revisions are kept, without machines, after a rollout has succeeded.'),
});
