import * as z from 'zod';

/** Weeks, or days down to seconds: months and years are of no fixed length, so they are refused. */
const PATTERN = /^P(?=[\dT])(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;

/** An ISO 8601 duration such as `PT30S`, `PT20M` or `P2D`. */
export const Duration = z
  .string()
  .max(30)
  .regex(
    PATTERN,
    'must be an ISO 8601 duration in weeks or in days, hours, minutes and seconds, such as PT20M or P2D',
  );

/** Its length in seconds; the text has passed `Duration`. */
export function secondsOf(duration: string): number {
  const [, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = PATTERN.exec(duration) ?? [];
  return (
    ((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds)
  );
}

/** How long one request may take: an activity must come to an end, whoever is silent. */
export const RequestTimeout = z
  .string()
  .regex(/^PT(?:(?:[1-9]|[1-5]\d|60)S|1M)$/, 'must be from PT1S to PT60S')
  .describe('How long one request may take, from PT1S to PT60S.');
