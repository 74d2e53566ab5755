import type { TimelineEntry } from '../../shared/contracts/timeline.ts';

/** A decision with its reason, in a line. */
export function timelineLine({ at, message, reason }: TimelineEntry): string {
  return `${at.slice(0, 19).replace('T', ' ')}  ${message}${reason === '' ? '' : `: ${reason}`}`;
}
