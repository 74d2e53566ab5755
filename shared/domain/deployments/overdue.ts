import type { PlannedDeployment } from '../../contracts/reaction.ts';

/** A deployment that runs, as of a moment (ISO 8601). */
export interface Running {
  planned: Pick<PlannedDeployment, 'waitsSince' | 'waitedSeconds'>;
  /** ISO 8601; absent while it is queued. */
  startedAt?: string | undefined;
  at: string;
}

/** For how long it has run by itself: what it waits for a person is not its time. */
export function minutesRun({ planned, startedAt, at }: Running): number {
  if (startedAt === undefined) return 0;
  return (secondsBetween(startedAt, at) - secondsWaited(planned, at)) / 60;
}

/** For how long it has waited for persons, as of a moment. */
export function secondsWaited({ waitsSince, waitedSeconds = 0 }: Running['planned'], at: string): number {
  return waitedSeconds + (waitsSince === undefined ? 0 : Math.max(0, secondsBetween(waitsSince, at)));
}

/** Why one is cancelled; `undefined`: it has time left, or may take as long as it likes. */
export function whyOverdue(running: Running, cancelAfterMinutes: number | undefined): string | undefined {
  if (cancelAfterMinutes === undefined || minutesRun(running) <= cancelAfterMinutes) return undefined;
  const waited = Math.round(secondsWaited(running.planned, running.at) / 60);
  const beside = waited === 0 ? '' : `, beside ${waited} of waiting for a person`;
  return `it ran for more than ${cancelAfterMinutes} minutes (deploy.cancelAfterMinutes)${beside}`;
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
