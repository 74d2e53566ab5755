import { WebhookQuestion } from '../../../shared/contracts/rollout/webhook.ts';
import type { Question } from '../../../shared/ports/probes.ts';
import type { Rollout } from '../../../shared/contracts/rollout/record.ts';

/** Who measures what, and when. */
export interface MeasureContext {
  /** As it stands when the gate is measured. */
  rollout: Pick<Rollout, 'id' | 'fleet' | 'policy' | 'plan' | 'position' | 'tally'>;
  now: Date;
}

/** What a webhook is asked, under an id that is the same for every attempt at this measurement, and for no other. */
export function webhookQuestion({ rollout, now }: MeasureContext): Pick<Question, 'id' | 'at' | 'body'> {
  const { plan, position, policy, tally } = rollout;
  const { step, move, moveSince } = position;
  const measurement = (tally?.made ?? 0) + 1;
  const planned = plan.steps[step];
  const question: WebhookQuestion = {
    kind: planned?.kind === 'webhook' ? 'webhook' : 'verify',
    ...{ fleet: rollout.fleet, rollout: rollout.id, step, title: planned?.title ?? '', measurement },
    ...{ newUnit: plan.newUnit, revision: plan.revision, stableUnit: plan.stableUnit },
    ...{ image: policy.image, at: now.toISOString() },
  };
  // A step that is done again asks again.
  const attempt = Math.floor(Date.parse(moveSince) / 1000);
  return {
    id: [rollout.id, step, move, attempt, measurement].join('.'),
    at: question.at,
    body: JSON.stringify(WebhookQuestion.parse(question)),
  };
}
