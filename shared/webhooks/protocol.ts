import * as z from 'zod';

/** Ids, keys and versions: printable, without blanks, so that they can stand in logs, paths and headers of others. */
const Id = z.string().regex(/^[!-~]{1,300}$/);
const Time = z.iso.datetime({ offset: true });
const Note = z.string().max(10_000);

/** More machines, or deployments, than an answer may hold come on further pages. */
export const MOST_ON_A_PAGE = 1000;

/** A page, and the cursor that the next one is asked for with; without it this is the last. */
const Page = { next: z.string().min(1).max(1000).optional() };

/** A machine that is registered. */
export const ShownTarget = z.object({
  id: Id.describe('Given by the receiver, to this one registration, and never again.'),
  name: z.string().min(1).max(300).describe('As it was registered.'),
  owner: Id.describe('As it was registered: whose machine it is.'),
  vmId: Id.describe('As it was registered: which machine it is.'),
  health: z.enum(['healthy', 'unhealthy', 'unknown']).describe('As far as the receiver knows now.'),
  disabled: z.boolean().optional().describe('Nothing is to be deployed to it.'),
  busy: z.boolean().optional().describe('A deployment runs on it.'),
});
export type ShownTarget = z.infer<typeof ShownTarget>;

/** A deployment, ours or anybody's, to machines of the fleet. */
export const ShownDeployment = z.object({
  id: Id,
  key: Id.optional().describe('Of the request that made it; absent when somebody else made it.'),
  release: Id,
  targets: z.array(Id).max(10_000).describe('Whom it was asked for; empty when it was for all there are.'),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  reached: z
    .array(Id)
    .max(10_000)
    .describe('Whom it really ran on: a machine that is not named did not get the release.'),
  message: Note.optional().describe('Why it stands as it does, for people.'),
  createdAt: Time,
  startedAt: Time.optional(),
});
export type ShownDeployment = z.infer<typeof ShownDeployment>;

export const RegisterQuestion = z.object({
  owner: Id,
  key: Id,
  machine: z.object({
    vmId: Id.describe('Azure’s id of the VM: the only thing that tells it from any other.'),
    name: z.string().describe('What the target is to be called.'),
    address: z.string(),
    computerName: z.string(),
    instance: z.string().describe('Its name at Azure.'),
    resourceId: z.string(),
  }),
});
export const RegisterAnswer = z.object({ target: ShownTarget });

export const DeregisterQuestion = z.object({ owner: Id, key: Id, target: Id });
export const DeregisterAnswer = z.object({
  removed: z.boolean().describe('False: it was not there, which is as good.'),
});

export const TargetsQuestion = z.object({
  owner: Id,
  only: z.array(Id).optional().describe('Only these; absent: all that the owner has.'),
  after: z.string().optional().describe('`next` of the page before.'),
});
export const TargetsAnswer = z.object({ targets: z.array(ShownTarget).max(MOST_ON_A_PAGE), ...Page });

export const HealthQuestion = z.object({ owner: Id, targets: z.array(Id).min(1) });
/** That it was begun is all; `targets` says what came of it. */
export const HealthAnswer = z.object({});

export const DeployQuestion = z.object({
  owner: Id,
  key: Id,
  release: Id,
  targets: z.array(Id).min(1).describe('Exactly these.'),
  reason: z.string().describe('Why it is asked for, for people.'),
});
export const DeployAnswer = z.object({ deployment: Id });

export const StatusQuestion = z.object({
  owner: Id,
  deployments: z.array(Id).optional().describe('Only these.'),
  key: Id.optional().describe('Only the one that was asked for with it.'),
  limit: z.int().min(0).max(MOST_ON_A_PAGE).describe('At most so many, the newest first.'),
  after: z.string().optional().describe('`next` of the page before.'),
});
export const StatusAnswer = z.object({
  release: z
    .object({
      version: Id,
      since: Time.optional().describe('When it became the one; what others deployed later is left there.'),
    })
    .nullable()
    .describe('What the owner’s machines are to have; null: nothing yet.'),
  deployments: z.array(ShownDeployment).max(MOST_ON_A_PAGE),
  ...Page,
});

/** What a refusal says. */
export const Refusal = z.object({ error: z.string().min(1) });
