import * as z from 'zod';
import { minutes, Name } from './texts.ts';

const Choices = z
  .strictObject({
    variables: z
      .record(Name, z.string().max(10_000))
      .optional()
      .describe(
        'Prompted variables by name, over those of the last full deployment. They can be read: no secrets here.',
      ),
    skipSteps: z
      .array(Name)
      .max(100)
      .optional()
      .describe(
        'Steps that are skipped, by name or id, in place of those that the last full deployment skipped.',
      ),
    useGuidedFailure: z.boolean().optional().describe('In place of the fleet’s deploy.useGuidedFailure.'),
    forcePackageRedeployment: z.boolean().optional(),
    refreshVariables: z
      .boolean()
      .optional()
      .describe(
        'The release takes the project’s variables as they are now, for everybody, before each deployment of ours.',
      ),
    queueMinutes: minutes(24 * 60)
      .optional()
      .describe('A deployment that has not begun by then is given up, and asked for again.'),
  })
  .describe('What the fleet’s deployments of the project are asked for with.');

const Project = z.strictObject({
  project: Name.describe('Name, slug or id of the Octopus project.'),
  runbook: Name.optional().describe(
    'A runbook of the project, by name, slug or id: its published snapshot is run on the machines in place of deploying the project.',
  ),
  channel: Name.optional().describe('Only releases of this channel.'),
  release: Name.default('latest').describe(
    '`latest`: the newest release by the mode; a pattern such as `2020.2.*`: the newest of those; or a version, which is pinned.',
  ),
  tenant: Name.optional().describe('Deployed for this tenant, in place of the fleet’s only one.'),
  with: Choices.optional(),
  mode: z
    .union([z.enum(['redeploy', 'alwaysLatest']), z.strictObject({ promote: Name })])
    .optional()
    .describe(
      'Which release is the newest. `redeploy` (default): that of the newest deployment to the environment that was full and succeeded; `{"promote": "Staging"}`: the same of another environment; `alwaysLatest`: the newest that there is.',
    ),
});
/** What only releases have. */
const OF_RELEASES = ['channel', 'mode'] as const;

const CHOSEN_OF_RELEASES = [
  'variables',
  'skipSteps',
  'forcePackageRedeployment',
  'refreshVariables',
] as const;

export const FleetProject = Project.refine(
  ({ runbook, release, with: chosen = {}, ...one }) =>
    runbook === undefined ||
    (release === 'latest' &&
      OF_RELEASES.every((key) => one[key] === undefined) &&
      CHOSEN_OF_RELEASES.every((key) => chosen[key] === undefined)),
  {
    message: 'has no channel, mode or release, and is run with all its steps and without variables',
    path: ['runbook'],
  },
).meta({
  if: { properties: { runbook: { type: 'string' } }, required: ['runbook'] },
  then: {
    properties: {
      ...Object.fromEntries(OF_RELEASES.map((key) => [key, false])),
      release: { const: 'latest' },
      with: { properties: Object.fromEntries(CHOSEN_OF_RELEASES.map((key) => [key, false])) },
    },
  },
});
export type FleetProject = z.infer<typeof FleetProject>;
export type DeploymentChoices = NonNullable<FleetProject['with']>;
