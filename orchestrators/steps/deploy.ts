import type { ReactionSummary } from '../../shared/contracts/activities.ts';
import type { Step } from './call.ts';
import { after, hasNews, type Life } from './life.ts';
import { patiently } from './patiently.ts';
import { rest, restUntilRung } from './rest.ts';
import { occasion, type Round } from './round.ts';

/** After so many rounds the orchestration starts over with an empty history. */
const ROUNDS_PER_LIFE = 50;
const LONGEST_PAUSE_SECONDS = 60;
/** Hardly a deployment is over sooner. */
const FIRST_PAUSE_SECONDS = 15;

/** Asks for whatever release is due on whichever instances; answers how many deployments that made. */
export function* deployWhatIsDue(life: Life, round: Pick<Round, 'reactionId'>): Step<number> {
  const follow = occasion(life, round);
  const { planned } = yield* patiently(life, 'planDeployments', follow);
  if (planned === 0) return 0;
  const { requested } = yield* patiently(life, 'requestDeployments', follow);
  return requested;
}

/**
 * Follows the deployments to their ends, asking for the next project as soon as the one before it is there, and then
 * rests until the bell rings. A hint interrupts at once: new instances do not wait for a running deployment.
 */
export function* followDeploymentsUntilRung(life: Life, last: ReactionSummary): Step<void> {
  const follow = { fleet: life.fleet, reactionId: last.id };
  let pause = FIRST_PAUSE_SECONDS;
  if (last.outcome === 'deploying' && (yield* rest(life, after(life, pause))) === 'rung') return;
  for (let round = 0; round < ROUNDS_PER_LIFE; round++) {
    const { open, finished, moreMayBeDue } = yield* patiently(life, 'followDeployments', follow);
    // Octopus may have been away for long: nothing more is deployed by an old look when a hint says that it is old.
    if (hasNews(life)) return;
    const started = moreMayBeDue ? yield* deployWhatIsDue(life, follow) : 0;
    if (open + started === 0) return yield* restUntilRung(life);
    if ((yield* rest(life, after(life, pause))) === 'rung') return;
    pause = finished > 0 ? FIRST_PAUSE_SECONDS : Math.min(pause * 1.5, LONGEST_PAUSE_SECONDS);
  }
}
