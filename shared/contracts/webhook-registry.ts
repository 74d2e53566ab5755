import * as z from 'zod';
import { RequestTimeout } from './rollout/duration.ts';
import { SecretRef } from './rollout/gate.ts';

/** Nothing is filled in here, so braces are a mistake. */
const Endpoint = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/(?![^/?#]*@)[^\s{}]+$/, {
    message: 'must be an http or https address, without a user or a password in it',
    abort: true,
  })
  .refine((text) => URL.canParse(text), 'must be a whole address');

/** Printable ASCII with something in it: versions stand in headers, keys and file names of others. */
const Release = z.string().regex(/^[!-~]{1,200}$/, 'must be 1 to 200 printable characters without blanks');

/** What is filled in is all that differs between the machines of a fleet. */
const AddressTemplate = z
  .string()
  .regex(
    /^[A-Za-z0-9._-]*\{(?:privateIp|computerName)\}[A-Za-z0-9._-]*$/,
    'must have {privateIp} or {computerName} in it, and else only letters, digits and . _ -',
  );

export const WebhookDeployments = z.strictObject({
  deploy: Endpoint.describe('Is asked to deploy a release to exactly the machines that are named.'),
  status: Endpoint.describe('Says how deployments stand, and which release the fleet is to have.'),
  release: Release.default('latest').describe(
    '`latest`: the release that `status` says the fleet is to have; or a version, which is pinned.',
  ),
});

/**
 * Plain HTTP endpoints in place of a deployment server (docs/webhook-registry.md). The secret stays in the settings, under
 * its name.
 */
export const WebhookRegistry = z.strictObject({
  register: Endpoint.describe('Is told of a machine that is ready.'),
  deregister: Endpoint.describe('Is told of a machine that is gone.'),
  targets: Endpoint.describe('Lists the machines that are registered for the fleet.'),
  health: Endpoint.describe('Is asked to check machines; `targets` then says what came of it.'),
  deployments: WebhookDeployments.optional().describe('Without it nothing is deployed to the machines.'),
  signWith: SecretRef.describe(
    'Every request is signed with this secret, as Standard Webhooks 1.0 has it: `web-hook` is the setting ROLLOUT_SECRET_WEB_HOOK.',
  ),
  timeout: RequestTimeout.default('PT10S'),
  address: AddressTemplate.default('{privateIp}').describe(
    'Where the machine is, for whoever deploys; {privateIp} and {computerName} are filled in.',
  ),
});
export type WebhookRegistry = z.infer<typeof WebhookRegistry>;

/** The addresses with what they are called in a fleet’s settings. */
export function endpointsOf(registry: WebhookRegistry): [path: string, url: string][] {
  const { register, deregister, targets, health, deployments } = registry;
  return [
    ...Object.entries({ register, deregister, targets, health }),
    ...(deployments
      ? ([
          ['deployments.deploy', deployments.deploy],
          ['deployments.status', deployments.status],
        ] as [string, string][])
      : []),
  ];
}

/** A fleet's machines are registered in one place, or in none. */
export function oneRegistry(
  fleet: { octopus?: unknown; webhooks?: unknown },
  context: { addIssue(issue: { code: 'custom'; message: string; path: string[] }): void },
): void {
  if (fleet.octopus === undefined || fleet.webhooks === undefined) return;
  const message = 'is one registry beside octopus: a fleet has one of them, or none';
  context.addIssue({ code: 'custom', message, path: ['webhooks'] });
}

/** The same for JSON Schema. */
export const ONE_REGISTRY = { dependentSchemas: { webhooks: { properties: { octopus: false } } } };
