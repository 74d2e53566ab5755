import type { FleetStatus } from '../contracts/fleet.ts';
import type { Stalled } from '../contracts/standstill.ts';

/** Two reconciliations have come to nothing. */
const STALLED_AFTER_MINUTES = 10;
/** Longer than any activity may run on a host: nothing of the old life writes any more when a new one begins (rule 8). */
const WEDGED_AFTER_MINUTES = 30;

/** What the stores tell of a fleet's progress. Times are ISO 8601. */
export interface Signs {
  status: FleetStatus | undefined;
  /** When the oldest hint that nobody has taken came in. */
  oldestHint: string | undefined;
  /** When the reaction under way last put anything on record. */
  movedAt: string | undefined;
  openDeployments: number;
  now: string;
}

/**
 * Whether a fleet has not moved within its own bounds, whatever the cause: hints wait that nobody takes (the timer adds one
 * at every tick), or a reaction is under way that does nothing, and no wait that was told of explains it.
 */
export function stalledBy({ status, oldestHint, movedAt, openDeployments, now }: Signs): Stalled | undefined {
  const isReacting = status?.phase === 'reacting';
  if (oldestHint === undefined && !isReacting) return undefined;
  const signs = [status?.since, movedAt, status?.waiting?.until, isReacting ? undefined : oldestHint];
  const since =
    signs
      .flatMap((sign) => sign ?? [])
      .sort()
      .at(-1) ?? now;
  if (minutesSince(since, now) < STALLED_AFTER_MINUTES) return undefined;
  return { since, at: whatOf(status, isReacting, openDeployments) };
}

function whatOf(status: FleetStatus | undefined, isReacting: boolean, openDeployments: number): string {
  if (isReacting) return `reaction ${status?.reactionId ?? ''}`;
  return openDeployments > 0 ? 'following its deployments' : 'hints that nobody takes';
}

/**
 * What frees a stalled fleet. `restart`: its orchestration runs and does nothing; it is ended, and the next ring starts it
 * anew. `resume`: somebody suspended it, for a pause; half an hour of that is enough, since nothing it cares for is watched
 * meanwhile. One that has ended is started by whoever rings anyway.
 */
export function wayToFree(
  stalled: Stalled,
  runtimeStatus: string,
  now: string,
): 'restart' | 'resume' | undefined {
  if (minutesSince(stalled.since, now) < WEDGED_AFTER_MINUTES) return undefined;
  if (runtimeStatus === 'Suspended') return 'resume';
  return runtimeStatus === 'Running' || runtimeStatus === 'ContinuedAsNew' ? 'restart' : undefined;
}

/** The status with what is wrong on it, for people and programs. */
export function withStall(status: FleetStatus, stalled: Stalled | undefined): FleetStatus {
  if (!stalled) return status;
  const problem = {
    ...{ kind: 'Bug' as const, code: 'stalled' },
    message: `Nothing has moved since ${stalled.since}: ${stalled.at}.`,
    nextStep:
      'The timer frees it half an hour after it stopped: it resumes an orchestration that is suspended, and starts any other anew. To have it sooner, do so in the durable management API.',
  };
  return { ...status, stalled, problems: [...status.problems, problem] };
}

function minutesSince(since: string, now: string): number {
  return (Date.parse(now) - Date.parse(since)) / 60_000;
}
