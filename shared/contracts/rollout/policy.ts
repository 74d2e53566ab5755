import * as z from 'zod';
import { FleetName } from '../fleet.ts';
import { Credentials } from './credentials.ts';
import { Duration } from './duration.ts';
import { BakeStep, PauseStep, VerifyStep, WebhookStep } from './gate.ts';
import { RolloutImage } from './image.ts';
import { oneOf, requireOne, requiringOne, WHENEVER_AN_OBJECT } from './one-of.ts';

const Percent = z
  .string()
  .regex(/^(?:100(?:\.0{1,2})?|\d{1,2}(?:\.\d{1,2})?)%$/, 'must be a percentage from 0% to 100%');

/** How far an upgrade goes, counted from the beginning: a share of the desired instances, or a number of them. */
export const Amount = z.union([Percent, z.int().min(0).max(1000)]);
export type Amount = z.infer<typeof Amount>;

/** `newFirst` never dips; `oldFirst` makes room first; `proportional` moves the total from the old size to the new. */
export const Resize = z.enum(['newFirst', 'oldFirst', 'proportional']);
export type Resize = z.infer<typeof Resize>;

const DownsizeStep = z.strictObject({
  after: Duration.default('PT0S').describe(
    'The old unit is kept at its size for so long: a way back in one command.',
  ),
});
const Nothing = z.strictObject({});

const STEPS = {
  upgrade: Amount,
  verify: VerifyStep,
  pause: PauseStep,
  bake: BakeStep,
  webhook: WebhookStep,
};
export const CanaryStep = oneOf(STEPS, 'a step');
export type CanaryStep = z.infer<typeof CanaryStep>;

export const BlueGreenStep = oneOf({ ...STEPS, swap: Nothing, downsize: DownsizeStep }, 'a step');
export type BlueGreenStep = z.infer<typeof BlueGreenStep>;

const Name = z.string().min(1).max(80);
const MOST_STEPS = 50;

const Basic = z.strictObject({
  resize: Resize.default('newFirst'),
  verify: VerifyStep.optional().describe('After all machines are of the new image.'),
});
const Canary = z.strictObject({
  resize: Resize.default('newFirst'),
  steps: z.array(CanaryStep).min(1).max(MOST_STEPS),
});
const BlueGreen = z.strictObject({
  loadBalancer: Name,
  productionPool: Name,
  stagePool: Name,
  drain: Duration.default('PT30S').describe('Between the new unit’s taking over and the old unit’s leaving.'),
  steps: z
    .array(BlueGreenStep)
    .min(1)
    .max(MOST_STEPS)
    .default([{ upgrade: '100%' }, { swap: {} }, { downsize: { after: 'PT0S' } }]),
});

const InstanceCount = z.int().min(0).max(1000);
const Instances = z.union([
  z.literal('sameAsRunning'),
  z
    .strictObject({ min: InstanceCount, max: InstanceCount, desired: InstanceCount })
    .refine(({ min, max, desired }) => min <= desired && desired <= max, 'must be min ≤ desired ≤ max'),
]);

const STRATEGIES = ['basic', 'canary', 'blueGreen'] as const;

/** A policy as it is carried out: every parameter filled in. */
export const RolloutPolicy = z
  .strictObject({
    fleet: FleetName,
    image: RolloutImage,
    instances: Instances.default('sameAsRunning'),
    credentials: Credentials.optional(),
    basic: Basic.optional(),
    canary: Canary.optional(),
    blueGreen: BlueGreen.optional(),
    timeouts: z
      .strictObject({ steadyState: Duration.default('PT20M'), overall: Duration.default('P2D') })
      .prefault({}),
    onFailure: z
      .enum(['rollback', 'pause', 'freeze'])
      .default('rollback')
      .describe(
        '`pause`: a person decides within `timeouts.overall`, else it is rolled back; `freeze`: a person decides, for as long as it takes.',
      ),
  })
  .superRefine(
    (value, context) => requireOne({ value, of: STRATEGIES, what: 'a policy’s strategy' }, context),
    WHENEVER_AN_OBJECT,
  )
  .meta(requiringOne(STRATEGIES));
export type RolloutPolicy = z.infer<typeof RolloutPolicy>;
