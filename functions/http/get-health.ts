import type * as z from 'zod';
import type { FleetStatus } from '../../shared/contracts/fleet.ts';
import { transient } from '../../shared/contracts/problem.ts';
import type { HealthAnswer, HealthDetails } from '../../shared/view/service-answers.ts';
import type { Handler } from '../access/guard.ts';
import { inParallel } from '../activities/in-parallel.ts';
import type { Dependencies } from '../dependencies.ts';

/** More are not asked about at once: whoever has more has the metrics. */
const MOST_FLEETS = 500;
/** Whoever is nobody costs the store one read in so long, however often they ask. */
const KNOWN_FOR_MS = 5000;
const OUTSIDE = /^(?:octopus|azure|webhook)/;

/** `GET /api/health`: whether the app can do its work; for load balancers and alerts, so it says nothing else. */
export function getHealth(deps: Dependencies): Handler {
  let known: { until: number; isWell: Promise<boolean> } | undefined;
  return async () => {
    const now = deps.now().getTime();
    if (!known || known.until <= now) known = { until: now + KNOWN_FOR_MS, isWell: isWell(deps) };
    if (await known.isWell) return { jsonBody: { status: 'ok' } satisfies z.input<typeof HealthAnswer> };
    throw transient('unwell', 'The app cannot do its work at the moment.');
  };
}

function isWell({ stores }: Dependencies): Promise<boolean> {
  return stores.fleets.page({ take: 1 }).then(
    () => true,
    () => false,
  );
}

/** `GET /api/health/details`: what it is that is not as it should be; a store that is away is the problem that is answered. */
export function getHealthDetails(deps: Dependencies): Handler {
  return async () => {
    const { stores } = deps;
    const { items } = await stores.fleets.page({ take: MOST_FLEETS });
    const hints = await inParallel(items, async ({ name }) => ({
      ...{ fleet: name, since: await stores.hints.oldest(name) },
    }));
    const waiting = hints.flatMap(({ fleet, since }) => (since === undefined ? [] : [{ fleet, since }]));
    const rested = items.flatMap(({ name, status }) =>
      status ? [{ fleet: name, since: status.since }] : [],
    );
    const byAge = rested.sort(byTime);
    const jsonBody = {
      ...{ status: 'ok' as const, at: deps.now().toISOString(), fleets: items.length },
      oldestHint: waiting.sort(byTime)[0],
      lastReconciled: byAge.at(-1)?.since,
      longestUnmoved: byAge[0],
      refusing: refusing(items),
    } satisfies z.input<typeof HealthDetails>;
    return { jsonBody };
  };
}

function byTime(one: { since: string }, other: { since: string }): number {
  return one.since < other.since ? -1 : 1;
}

/** Who outside keeps fleets from going on, by what they say of it. */
function refusing(
  items: { name: string; status?: FleetStatus }[],
): z.input<typeof HealthDetails>['refusing'] {
  const found = new Map<string, { code: string; reason: string; fleets: string[] }>();
  for (const { name, status } of items)
    for (const { code, reason } of troubles(status)) {
      const key = `${code}|${reason}`;
      const known = found.get(key) ?? { code, reason, fleets: [] };
      found.set(key, { ...known, fleets: [...known.fleets, name] });
    }
  return [...found.values()];
}

function troubles(status: FleetStatus | undefined): { code: string; reason: string }[] {
  const { waiting, problems = [] } = status ?? {};
  const told = problems.map(({ code, message }) => ({ code, reason: message }));
  return [...(waiting ? [waiting] : []), ...told].filter(({ code }) => OUTSIDE.test(code));
}
