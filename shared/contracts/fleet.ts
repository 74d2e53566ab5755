import * as z from 'zod';
import { Advice } from './advice.ts';
import { Connection } from './connection.ts';
import {
  DeployPolicy,
  HealthPolicy,
  PrunePolicy,
  RegisterPolicy,
  RolloutSettings,
  WaitPolicy,
} from './fleet-policies.ts';
import { FleetProject } from './fleet-project.ts';
import { Problem } from './problem.ts';
import { WHENEVER_AN_OBJECT } from './rollout/one-of.ts';
import { ScaleSetId, scaleSetName } from './scale-set-id.ts';
import { Stalled, Waiting } from './standstill.ts';
import { Name } from './texts.ts';
import { ONE_REGISTRY, oneRegistry, WebhookRegistry } from './webhook-registry.ts';

/** Also the name of the fleet's orchestration and of its table partitions, hence the small alphabet. */
export const FleetName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be 1 to 40 of a-z, 0-9 and inner hyphens');

/** Without a part of the vmId a replacement with the same host name would be taken for its predecessor. */
const TargetNameTemplate = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9 _.-]|\{(?:computerName|instance|id|vmId)\}){0,100}\{(?:id|vmId)\}(?:[A-Za-z0-9 _.-]|\{(?:computerName|instance|id|vmId)\}){0,100}$/,
    'must be made of letters, digits, blanks, _ . - and {computerName}, {instance}, {id}, {vmId}, with one of the last two',
  );

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

/** One application's machines, as an operator writes it (`PUT /api/fleets/{fleet}`). */
export const Fleet = z
  .strictObject({
    scaleSet: ScaleSetId,
    octopus: OctopusTargeting.optional().describe(
      'Without it, and without webhooks, the fleet’s machines are looked at, and nothing is registered or deployed.',
    ),
    webhooks: WebhookRegistry.optional().describe(
      'Plain HTTP endpoints in place of Octopus: they are told of machines, and deploy to them.',
    ),
    wait: WaitPolicy.prefault({}),
    prune: PrunePolicy.prefault({}),
    register: RegisterPolicy.prefault({}),
    health: HealthPolicy.prefault({}),
    deploy: DeployPolicy.prefault({}),
    rollouts: RolloutSettings.prefault({}),
  })
  .superRefine(oneRegistry, WHENEVER_AN_OBJECT)
  .meta(ONE_REGISTRY);
export type Fleet = z.infer<typeof Fleet>;

/** A fleet whose machines are registered in Octopus. */
export type OctopusFleet = Fleet & { octopus: OctopusTargeting };

export function isInOctopus<F extends { fleet: Fleet }>(named: F): named is F & { fleet: OctopusFleet } {
  return named.fleet.octopus !== undefined;
}

/** Its machines are registered somewhere. */
export function hasTargets({ fleet }: { fleet: Fleet }): boolean {
  return fleet.octopus !== undefined || fleet.webhooks !== undefined;
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
  /** How Octopus would be better set up around the fleet, as of the last change of it. */
  advice: z.array(Advice).optional(),
});
export type FleetStatus = z.infer<typeof FleetStatus>;
