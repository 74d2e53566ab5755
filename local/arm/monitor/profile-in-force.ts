import { isObject, listAt, numberAt, textAt, type JsonObject } from '../json.ts';

/** The profile that counts now: a fixed date before a recurrence before the default. */
export function profileInForce(properties: JsonObject, now: number): JsonObject | undefined {
  const profiles = listAt(properties, 'profiles').filter(isObject);
  return (
    profiles.find((profile) => isObject(profile.fixedDate) && isWithin(profile.fixedDate, now)) ??
    lastStarted(profiles, now) ??
    profiles.find((profile) => !isObject(profile.fixedDate) && !isObject(profile.recurrence))
  );
}

function isWithin(date: JsonObject, now: number): boolean {
  return Date.parse(textAt(date, 'start') ?? '') <= now && now <= Date.parse(textAt(date, 'end') ?? '');
}

/** Recurring profiles hold from their hour until the next one starts. */
function lastStarted(profiles: JsonObject[], now: number): JsonObject | undefined {
  const started = profiles
    .filter(({ recurrence }) => isObject(recurrence))
    .map((profile) => ({ profile, at: lastStart(profile, now) }))
    .sort((a, b) => b.at - a.at);
  return started[0]?.profile;
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAY = 86_400_000;

/** When the recurrence last began, in UTC; minus infinity when it never did. */
function lastStart(profile: JsonObject, now: number): number {
  const days = listAt(profile, 'recurrence', 'schedule', 'days').map((day) => String(day).toLowerCase());
  const minutes =
    (numberAt(profile, 'recurrence', 'schedule', 'hours', 0) ?? 0) * 60 +
    (numberAt(profile, 'recurrence', 'schedule', 'minutes', 0) ?? 0);
  const midnight = Math.floor(now / DAY) * DAY;
  for (let back = 0; back < 8; back++) {
    const at = midnight - back * DAY + minutes * 60_000;
    const day = DAYS[new Date(at).getUTCDay()] ?? '';
    if (at <= now && days.includes(day)) return at;
  }
  return Number.NEGATIVE_INFINITY;
}
