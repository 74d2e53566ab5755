import * as z from 'zod';
import { Problem } from './problem.ts';
import { ScaleSetId, scaleSetName } from './scale-set-id.ts';
import { Stalled, Waiting } from './standstill.ts';

/** Also the name of the fleet's orchestration and of its table partitions, hence the small alphabet. */
export const FleetName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be 1 to 40 of a-z, 0-9 and inner hyphens');

/**
 * Text that is sent to others: no control characters and no half ones, which no request can hold; ranges, not `\p{…}`, so
 * that every reader of the JSON Schema understands them. The length counts between the blanks around it.
 */
const NO_TEXT = String.raw`\u0000-\u001f\u007f-\u009f\ud800-\udfff`;
const NAME = new RegExp(String.raw`^\s*[^\s${NO_TEXT}](?:[^${NO_TEXT}]{0,198}[^\s${NO_TEXT}])?\s*$`, 'u');
const Name = z
  .string()
  .regex(NAME, 'must be 1 to 200 characters, not only blanks, without control or half characters')
  .overwrite((text) => text.trim());
const minutes = (most: number) => z.number().positive().max(most);

const calledAt = (port: number) => ({
  port: z.int().min(1).max(65535).default(port),
  address: Name.default('{privateIp}').describe(
    'Where Octopus finds the machine; {privateIp} and {computerName} are filled in.',
  ),
});

/** How Octopus reaches the machines: it calls them (listening, ssh), or they call it and register themselves (polling). */
export const Connection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('listening'), ...calledAt(10933) }),
  z.strictObject({
    kind: z.literal('ssh'),
    ...calledAt(22),
    account: Name.describe('Name, slug or id of the Octopus account that logs on.'),
    fingerprint: Name.optional().describe(
      'Only a machine whose host key has this fingerprint is registered; by default whichever answers first.',
    ),
    platform: z
      .enum(['linux-x64', 'linux-arm64', 'linux-arm', 'osx-x64'])
      .default('linux-x64')
      .describe('Which self-contained Calamari the machine gets.'),
  }),
  z.strictObject({ kind: z.literal('polling') }),
]);
export type Connection = z.infer<typeof Connection>;
/** Of machines that Octopus calls, and that we register therefore. */
export type Called = Exclude<Connection, { kind: 'polling' }>;

/** Without a part of the vmId a replacement with the same host name would be taken for its predecessor. */
const TargetNameTemplate = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9 _.-]|\{(?:computerName|instance|id|vmId)\}){0,100}\{(?:id|vmId)\}(?:[A-Za-z0-9 _.-]|\{(?:computerName|instance|id|vmId)\}){0,100}$/,
    'must be made of letters, digits, blanks, _ . - and {computerName}, {instance}, {id}, {vmId}, with one of the last two',
  );

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

/** Where the machines are registered and what is deployed to them. Secrets stay in the settings, under the server's name. */
const Targeting = z.strictObject({
  server: z
    .string()
    .regex(/^[a-z0-9]{1,30}$/)
    .default('default')
    .describe(
      'Which configured server: settings OCTOPUS_URL and OCTOPUS_API_KEY, or OCTOPUS_<SERVER>_URL and _API_KEY.',
    ),
  space: Name.default('Default'),
  environment: Name.optional().describe('Name, slug or id of the environment; not for workers.'),
  alsoEnvironments: z
    .array(Name)
    .max(20)
    .optional()
    .describe(
      'The targets are in these environments as well; what this fleet deploys, it deploys to `environment`.',
    ),
  roles: z
    .array(Name)
    .max(50)
    .default([])
    .describe('Roles (target tags) that the machines get; at least one, and none for workers.'),
  workerPools: z
    .array(Name)
    .min(1)
    .max(20)
    .optional()
    .describe('The machines become workers of these pools, in place of deployment targets.'),
  ownerRole: Name.optional().describe(
    'A further role that the machines get, or register themselves with. It must be no other fleet’s; it makes no target this fleet’s own, only the mark does (status.ownerMark of GET /api/fleets/{fleet}).',
  ),
  tenants: z.array(Name).max(100).default([]),
  tenantTags: z.array(Name).max(100).default([]),
  machinePolicy: Name.optional(),
  targetName: TargetNameTemplate.optional().describe(
    'How the targets that we register are called, by default {computerName}-{id}; {id} is the head of the vmId.',
  ),
  connection: Connection.default({ kind: 'listening', port: 10933, address: '{privateIp}' }),
  projects: z.array(FleetProject).max(20).default([]).describe('Deployed in this order.'),
});

/** What only deployment targets have. */
const OF_TARGETS = ['roles', 'tenants', 'tenantTags', 'projects'] as const;
const ONLY_OF_TARGETS = ['environment', 'ownerRole', 'alsoEnvironments'] as const;

/** Told beside whatever else is wrong with it: without this only what is in form would be judged. */
const ALWAYS = ({ value }: { value: unknown }) => typeof value === 'object' && value !== null;

/** Said to readers of the JSON Schema as well, who know no code. */
export const OctopusTargeting = Targeting.refine(
  ({ workerPools, environment }) => workerPools !== undefined || environment !== undefined,
  { message: 'is needed, or workerPools', path: ['environment'], when: ALWAYS },
)
  // Of what is not in form there may be none.
  .refine(
    ({ workerPools, roles }) => workerPools !== undefined || !Array.isArray(roles) || roles.length > 0,
    {
      ...{ message: 'must have at least one, unless there are workerPools', path: ['roles'], when: ALWAYS },
    },
  )
  .refine(
    (one) =>
      one.workerPools === undefined ||
      (OF_TARGETS.every((key) => one[key].length === 0) &&
        ONLY_OF_TARGETS.every((key) => one[key] === undefined)),
    {
      message: 'workers have no environment, roles or tenants, and nothing is deployed to them',
      path: ['workerPools'],
    },
  )
  .meta({
    if: { properties: { workerPools: { type: 'array' } }, required: ['workerPools'] },
    then: {
      properties: {
        ...Object.fromEntries(OF_TARGETS.map((key) => [key, { maxItems: 0 }])),
        ...Object.fromEntries(ONLY_OF_TARGETS.map((key) => [key, false])),
      },
    },
    else: {
      properties: { environment: { type: 'string' }, roles: { minItems: 1 } },
      required: ['environment', 'roles'],
    },
  });
export type OctopusTargeting = z.infer<typeof OctopusTargeting>;

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
  useGuidedFailure: z.boolean().default(false).describe('Let a person decide in Octopus when a step fails.'),
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

/** One application's machines, as an operator writes it (`PUT /api/fleets/{fleet}`). */
export const Fleet = z.strictObject({
  scaleSet: ScaleSetId,
  octopus: OctopusTargeting.optional().describe(
    'Without it the fleet’s machines are looked at, and nothing is registered, deployed or asked of any Octopus.',
  ),
  wait: WaitPolicy.prefault({}),
  prune: PrunePolicy.prefault({}),
  register: RegisterPolicy.prefault({}),
  health: HealthPolicy.prefault({}),
  deploy: DeployPolicy.prefault({}),
  rollouts: RolloutSettings.prefault({}),
});
export type Fleet = z.infer<typeof Fleet>;

/** A fleet whose machines are registered somewhere. */
export type TargetedFleet = Fleet & { octopus: OctopusTargeting };

export function hasTargets<F extends { fleet: Fleet }>(named: F): named is F & { fleet: TargetedFleet } {
  return named.fleet.octopus !== undefined;
}

/** A fleet with the name it is stored under. */
export interface NamedFleet {
  name: string;
  fleet: Fleet;
}

const REVISION = /__\d+$/;
const LONGEST_PREFIX = 57;

/** What the names of the fleet's revisions begin with; a base that is a revision itself lends the name that it was made under. */
export function revisionPrefix({ scaleSet, rollouts }: Fleet): string {
  const name = scaleSetName(scaleSet)?.name ?? '';
  return rollouts.prefix ?? name.replace(REVISION, '').slice(0, LONGEST_PREFIX);
}

/** Names an installation of this app; part of the mark, hence the small alphabet. */
export const InstallationName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$/, 'must be 1 to 80 of a-z, 0-9 and inner hyphens');

/**
 * The role (target tag) that marks a target as this fleet's of this installation. Dots part it: a slash would make it a
 * tag of a tag set, `|` and `,` part roles, and neither name can have a dot.
 */
export function ownerMark(installation: string, fleet: string): string {
  return `fleet-conductor.${installation}.${fleet}`;
}

/** What a fleet is doing, and what keeps it from doing it. Times are ISO 8601. */
export const FleetStatus = z.object({
  phase: z.enum(['idle', 'reacting', 'blocked']),
  since: z.string(),
  reactionId: z.string().optional(),
  waiting: Waiting.optional(),
  /** As the last look at Azure found them: the capacity of all live members, and who is ready of it. */
  machines: z.object({ desired: z.int(), ready: z.int() }).optional(),
  /** Found out when the status is read: who is stalled cannot write it. */
  stalled: Stalled.optional(),
  /** Instances that Azure lists without a vmId, and since when. */
  unidentified: z.array(z.object({ resourceId: z.string(), name: z.string(), since: z.string() })).optional(),
  /** Scale sets (ids in lower case) that list fewer machines than they should have, and Azure's word for their state. */
  short: z
    .array(
      z.object({
        ...{ member: z.string(), since: z.string(), state: z.string() },
        ...{ listed: z.int(), capacity: z.int() },
        /** Since when both numbers have been the same. */
        sameSince: z.string().optional(),
      }),
    )
    .optional(),
  problems: z.array(Problem),
});
export type FleetStatus = z.infer<typeof FleetStatus>;
