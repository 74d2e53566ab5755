import * as z from 'zod';
import { Duration, RequestTimeout } from './duration.ts';
import { oneOf, requiringOne, WHENEVER_AN_OBJECT } from './one-of.ts';

/** A secret by the name under which the app's settings, or a vault, keep it; never by value. */
export const SecretRef = z.strictObject({
  secret: z.string().regex(/^[A-Za-z0-9-]{1,127}$/, 'must be a secret’s name: letters, digits and hyphens'),
});
export type SecretRef = z.infer<typeof SecretRef>;

const Status = z.int().min(100).max(599);
const Url = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/\S+$/, 'must be an http or https address')
  .refine(isAddress, 'must be a whole address, without a user or a password in it');

/** Of what is filled in later, any value will do. */
function isAddress(text: string): boolean {
  const url = URL.parse(text.replaceAll(/\$?\{[\w.-]+\}/g, '1'));
  return url !== null && !url.username && !url.password;
}

/** An HTTP request to every machine of the new unit, or to one address; `{privateIp}` and `{name}` are filled in. */
export const ProbeCheck = z.strictObject({
  url: Url.describe('Where to ask; {privateIp} and {name} stand for each machine of the new unit.'),
  expect: z.union([Status, z.array(Status).min(1).max(20)]).default(200),
  timeout: RequestTimeout.default('PT5S'),
});
export type ProbeCheck = z.infer<typeof ProbeCheck>;

const Bound = oneOf(
  { below: z.number(), atMost: z.number(), above: z.number(), atLeast: z.number() },
  'a bound',
);

/** A metric of the cloud's own monitor, over a window that ends now. */
export const MetricCheck = z.strictObject({
  name: z.string().min(1).max(200),
  aggregation: z.enum(['average', 'minimum', 'maximum', 'total', 'count']).default('average'),
  of: z.enum(['new', 'stable', 'loadBalancer']).default('new'),
  window: Duration.default('PT5M'),
  success: Bound.describe('The measurement is a success when the value is within this bound.'),
  failure: Bound.optional().describe(
    'It is a failure when the value is within this bound, inconclusive when within neither; without it, whatever is no success.',
  ),
  noData: z.enum(['inconclusive', 'success', 'failure']).default('inconclusive'),
});
export type MetricCheck = z.infer<typeof MetricCheck>;

/** A question to a service of the owner's: 2xx with `{"verdict": "success" | "failure" | "inconclusive"}`, or 204 for a success. */
export const WebhookCheck = z.strictObject({
  url: Url,
  signWith: SecretRef.optional().describe('The body is signed with this secret.'),
  timeout: RequestTimeout.default('PT10S'),
});
export type WebhookCheck = z.infer<typeof WebhookCheck>;

const CHECKS = ['probe', 'health', 'metric', 'webhook'] as const;

/** Repeated measurements with a verdict; success, failure, error and inconclusive are four things. */
export const VerifyStep = z
  .strictObject({
    probe: ProbeCheck.optional(),
    health: z.literal(true).optional().describe('What the machines’ own application health reports.'),
    metric: MetricCheck.optional(),
    webhook: WebhookCheck.optional(),
    initialDelay: Duration.default('PT0S'),
    interval: Duration.default('PT30S'),
    count: z.int().min(1).max(1000).default(5).describe('So many measurements are made.'),
    failureLimit: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe('So many may fail; one more, and the verification has failed.'),
    errorLimit: z.int().min(0).max(1000).default(4).describe('So many in a row may not be made at all.'),
    inconclusiveLimit: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe('So many may say neither; one more, and a person is asked.'),
    dryRun: z.boolean().default(false).describe('Measure and tell; the rollout goes on whatever comes out.'),
  })
  .superRefine((verify, context) => {
    if (CHECKS.some((name) => verify[name] !== undefined)) return;
    context.addIssue({
      code: 'custom',
      message: 'names nothing to verify: give a probe, health, a metric or a webhook',
    });
  }, WHENEVER_AN_OBJECT)
  .meta({ anyOf: CHECKS.map((name) => ({ required: [name] })) });
export type VerifyStep = z.infer<typeof VerifyStep>;

/** Waits for a while, or for a person. */
export const PauseStep = z
  .strictObject({
    for: Duration.optional(),
    untilApproved: z.literal(true).optional(),
    timeout: Duration.default('P1D').describe('How long a person may take.'),
    onTimeout: z.enum(['rollback', 'promote', 'pause']).default('rollback'),
  })
  .superRefine((pause, context) => {
    if ((pause.for === undefined) !== (pause.untilApproved === undefined)) return;
    context.addIssue({ code: 'custom', message: 'pauses either `for` a while or `untilApproved`' });
  }, WHENEVER_AN_OBJECT)
  .meta(requiringOne(['for', 'untilApproved']));
export type PauseStep = z.infer<typeof PauseStep>;

/** Watches for a while that all stays well; a failure undoes the rollout. */
export const BakeStep = z.strictObject({ for: Duration, verify: VerifyStep.optional() });
export type BakeStep = z.infer<typeof BakeStep>;

export const WebhookStep = WebhookCheck;
export type WebhookStep = z.infer<typeof WebhookStep>;

/** What may hold a rollout between two changes. */
export const Gate = z.discriminatedUnion('kind', [
  VerifyStep.safeExtend({ kind: z.literal('verify') }),
  PauseStep.safeExtend({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('wait'), seconds: z.number(), why: z.string() }),
  WebhookStep.extend({ kind: z.literal('webhook') }),
]);
export type Gate = z.infer<typeof Gate>;
