import type { OrchestrationContext } from 'durable-functions';
import type { Step } from './call.ts';
import { type Doorbell, sleepUnlessRung, untilRung } from './doorbell.ts';
import { patiently } from './patiently.ts';

/** After so many rounds the orchestration starts over with an empty history. */
const ROUNDS_PER_LIFE = 50;
const LONGEST_PAUSE_SECONDS = 60;

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
  follow: Follow,
  bell: Doorbell,
): Step<void> {
  let pause = 10;
  for (let round = 0; round < ROUNDS_PER_LIFE; round++) {
    const { open, finished } = yield* patiently(context, 'followDeployments', follow);
    const started = finished > 0 ? yield* deployWhatIsDue(context, follow) : 0;
    if (open + started === 0) return yield* untilRung(bell);
    if ((yield* sleepUnlessRung(context, bell, pause)) === 'rung') return;
    pause = finished > 0 ? 10 : Math.min(pause * 1.5, LONGEST_PAUSE_SECONDS);
  }
}
