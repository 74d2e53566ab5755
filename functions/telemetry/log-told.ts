import type { NewTimelineEntry } from '../../shared/contracts/timeline.ts';
import { logLine } from '../../shared/telemetry/telemetry.ts';

const BAD = /Failed|Refused|Unhealthy|Overdue|^stalled|Missing|TurnedBack/;

/** What is told on a timeline is told to the log as well, with whose it is. */
export function logTold(fleet: string, entries: NewTimelineEntry[]): void {
  for (const { kind, message, reason, reactionId, rolloutId } of entries)
    logLine({
      severity: BAD.test(kind) ? 'warn' : 'info',
      message: reason ? `${message}: ${reason}` : message,
      attributes: {
        ...{ fleet, kind },
        ...(reactionId ? { reaction: reactionId } : {}),
        ...(rolloutId ? { rollout: rolloutId } : {}),
      },
    });
}
