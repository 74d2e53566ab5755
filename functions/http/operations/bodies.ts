import * as z from 'zod';
import { Fleet } from '../../../shared/contracts/fleet.ts';

/**
 * `approveRemovals`: the yes to removing up to so many targets, when the fleet asked for one. `retryDeployments`: deploy
 * again where all attempts failed, or a person cancelled the deployment. `letGo`: ids of targets to remove, of those that only
 * a role says are the fleet's.
 */
export const ReconcileRequest = z.strictObject({
  approveRemovals: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('The yes to removing up to so many targets, when the fleet asked for one.'),
  retryDeployments: z
    .boolean()
    .default(false)
    .describe('Deploy again where all attempts failed, or a person cancelled the deployment.'),
  letGo: z
    .array(z.string().min(1).max(100))
    .max(100)
    .default([])
    .describe('Ids of targets to remove, of those that only a role says are the fleet’s.'),
});

/** `by`: who asks, for the timeline. `toStep`: a rollback only to before this step of the plan, where it waits. */
export const CommandRequest = z.strictObject({
  by: z.string().trim().min(1).max(100).default('an operator').describe('Who asks, for the timeline.'),
  toStep: z
    .int()
    .min(0)
    .max(200)
    .optional()
    .describe('A rollback only to before this step of the plan, where it waits.'),
});

/** A policy with the values of its parameters; the policy may be a text of its own, in YAML or JSON. */
export const PolicyRequest = z.strictObject({
  policy: z.union([z.string(), z.record(z.string(), z.unknown())]),
  parameters: z.record(z.string(), z.unknown()).default({}),
});

/** A policy by itself, or `PolicyRequest`; its form is docs/schemas/rollout-policy.schema.json. */
export const PolicyDocument = z
  .record(z.string(), z.unknown())
  .describe(
    'A rollout policy by itself (docs/schemas/rollout-policy.schema.json), or as `policy`, an object or a text in YAML, beside the values of its `parameters`.',
  );

/** A notice in any form of Azure Monitor's, or the shortest one of all. */
export const ScaleNotice = z
  .unknown()
  .describe(
    'A notice of Azure Monitor (an autoscale notification, or an alert in the common or an older schema), or {"scaleSet": "<resource id>"}.',
  );

/** A fleet or a policy. */
export const AnyDocument = z
  .unknown()
  .describe('A fleet, or a policy by itself or beside values of its parameters.');

/** The schemas of bodies, by the names that they have in docs/openapi.json. */
export const BODIES = { Fleet, ReconcileRequest, CommandRequest, PolicyDocument, ScaleNotice, AnyDocument };
