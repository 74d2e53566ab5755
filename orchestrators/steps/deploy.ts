import type { OrchestrationContext } from 'durable-functions';
import type { ReactionSummary } from '../../shared/contracts/activities.ts';
import type { Step } from './call.ts';
import { type Doorbell, hasRung, sleepUnlessRung, untilRung } from './doorbell.ts';
import { patiently } from './patiently.ts';

/** After so many rounds the orchestration starts over with an empty history. */
const ROUNDS_PER_LIFE = 50;
const LONGEST_PAUSE_SECONDS = 60;
/** Hardly a deployment is over sooner. */
const FIRST_PAUSE_SECONDS = 15;

interface Follow {
  fleet: string;
  reactionId: string;
}

/** Asks for whatever release is due on whichever instances; answers how many deployments that made. */
export function* deployWhatIsDue(context: OrchestrationContext, follow: Follow): Step<number> {
  const { planned } = yield* patiently(context, 'planDeployments', follow);
  if (planned === 0) return 0;
  const { requested } = yield* patiently(context, 'requestDeployments', follow);
  return requested;
}

/**
 * Follows the deployments to their ends, asking for the next project as soon as the one before it is there, and then
 * rests until the bell rings. A hint interrupts at once: new instances do not wait for a running deployment.
 */
export function* followDeploymentsUntilRung(
  context: OrchestrationContext,
  { fleet, last }: { fleet: string; last: ReactionSummary },
  bell: Doorbell,
): Step<void> {
  const follow = { fleet, reactionId: last.id };
  let pause = FIRST_PAUSE_SECONDS;
  if (last.outcome === 'deploying' && (yield* sleepUnlessRung(context, bell, pause)) === 'rung') return;
  for (let round = 0; round < ROUNDS_PER_LIFE; round++) {
    const { open, finished, moreMayBeDue } = yield* patiently(context, 'followDeployments', follow);
    // Octopus may have been away for long: nothing more is deployed by an old look when a hint says that it is old.
    if (hasRung(bell)) return;
    const started = moreMayBeDue ? yield* deployWhatIsDue(context, follow) : 0;
    if (open + started === 0) return yield* untilRung(bell);
    if ((yield* sleepUnlessRung(context, bell, pause)) === 'rung') return;
    pause = finished > 0 ? FIRST_PAUSE_SECONDS : Math.min(pause * 1.5, LONGEST_PAUSE_SECONDS);
  }
}
