import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { fleetOver, fleetOverScaleSet } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

const MINUTE = 60_000;
/** Beside two that have their scale sets there are these, whose scale sets nobody knows. */
const OTHERS = Array.from({ length: 23 }, (_, index) => `other-${String(index).padStart(2, '0')}`);
const NAMES = [...OTHERS, 'api', 'web'].sort();

/** How many reads of the store were under way at the same time, at most. */
let mostAtOnce = 0;
let atOnce = 0;

async function counted<T>(read: Promise<T>): Promise<T> {
  mostAtOnce = Math.max(mostAtOnce, ++atOnce);
  return read.finally(() => atOnce--);
}

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({
    reconcileSchedule: '0 * * * * *',
    overRows: (rows) => ({
      ...rows,
      get: (...args) => counted(rows.get(...args)),
      list: (...args) => counted(rows.list(...args)),
    }),
  });
  for (const fleet of ['web', 'api'] as const)
    await app.send('PUT', `/api/fleets/${fleet}`, { body: fleetOver(fleet) });
  for (const name of OTHERS) {
    const { octopus } = fleetOver('web');
    const body = { ...fleetOverScaleSet(scaleSetId(name)), octopus: { ...octopus, roles: [name] } };
    expect((await app.send('PUT', `/api/fleets/${name}`, { body })).status).toBe(201);
  }
  // Half a minute beside the ticks, so that each is before or after.
  await app.clock.advance(10.5 * MINUTE);
});
afterAll(() => app.close());

interface FleetsPage {
  items: { name: string; status: { phase: string } }[];
  next?: string;
}
const page = async (query: string) => (await app.send('GET', `/api/fleets?${query}`)).json as FleetsPage;

test('fleets are listed by name, in pages, each with its status', async () => {
  for (const take of [1, 7, 25, 26]) {
    const items: FleetsPage['items'] = [];
    for (let before = ''; ;) {
      const { items: some, next } = await page(`take=${take}${before}`);
      expect(some.length).toBeLessThanOrEqual(take);
      items.push(...some);
      if (next === undefined) break;
      before = `&before=${next}`;
    }
    expect(items.map(({ name }) => name)).toEqual(NAMES);
    for (const { name, status } of items) expect([name, status.phase]).toEqual([name, phaseOf(name)]);
  }
  expect((await page('')).items).toHaveLength(NAMES.length);
});

test('a page asks the store for a few of its fleets at a time, not for all at once', async () => {
  mostAtOnce = 0;
  await page('take=25');
  expect(mostAtOnce).toBeGreaterThan(1);
  // Eight fleets, each with three reads under way.
  expect(mostAtOnce).toBeLessThanOrEqual(24);
});

const phaseOf = (name: string) => (OTHERS.includes(name) ? 'blocked' : 'idle');

test('a page that cannot be is refused', async () => {
  for (const query of ['take=0', 'take=501', 'before=../x'])
    expect(problemOf(await app.send('GET', `/api/fleets?${query}`)).status).toBe(400);
});

test('each fleet has its turn once a period, and they do not all have it at once', async () => {
  const began = app.clock.now();
  await app.clock.advance(15 * MINUTE);
  const perMinute = new Map<number, number>();
  for (const name of NAMES) {
    const { json } = await app.send('GET', `/api/fleets/${name}/reactions?take=10`);
    const since = (json as { items: Reaction[] }).items.filter((each) => Date.parse(each.startedAt) >= began);
    expect([name, since.map(({ hints }) => hints.sources)]).toEqual([name, Array(3).fill({ timer: 1 })]);
    const starts = since.map(({ startedAt }) => Date.parse(startedAt));
    expect(new Set(starts.map((at) => at % (5 * MINUTE))).size).toBe(1);
    for (const at of starts) perMinute.set(at, (perMinute.get(at) ?? 0) + 1);
  }
  expect(perMinute.size).toBeGreaterThanOrEqual(12);
  expect(Math.max(...perMinute.values())).toBeLessThan(NAMES.length / 2);
});

test('what changed while no event came is put right within a period', async () => {
  app.outside.arm.sim.setCapacity(scaleSetId('web'), 4);
  await app.clock.advance(5 * MINUTE + 4 * MINUTE);
  const { json } = await app.send('GET', '/api/fleets/web/instances');
  expect((json as { items: unknown[] }).items).toHaveLength(4);
});

test('none of this made a function fail', () => {
  expect(app.logs.filter(({ level }) => level === 'error' || level === 'critical')).toEqual([]);
});
