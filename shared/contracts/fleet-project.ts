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
    queueMinutes: minutes(24 * 60)
      .optional()
      .describe('A deployment that has not begun by then is given up, and asked for again.'),
  })
  .describe('What the fleet’s deployments of the project are asked for with.');

export const FleetProject = z.strictObject({
  project: Name.describe('Name, slug or id of the Octopus project.'),
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
export type FleetProject = z.infer<typeof FleetProject>;
export type DeploymentChoices = NonNullable<FleetProject['with']>;
