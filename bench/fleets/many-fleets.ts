import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { LOCAL_KEY } from '../../local/launcher/local-keys.ts';
import { hasItsTurn } from '../../shared/domain/reconcile-turn.ts';
import { median, rounded } from '../figures.ts';
import { type CountedWorld, startCountedWorld } from '../hints/counted-world.ts';
import type { FleetFigures } from './measure-fleets.ts';

const CLIENTS = 8;
const TAKE = 100;
const MINUTE = 60_000;
const PERIOD = 5 * MINUTE;

/** Their scale sets do not exist, so that the figures are those of the fleets and not of what is outside. */
export async function manyFleets(count: number): Promise<FleetFigures> {
  const world = await startCountedWorld({ reconcileSchedule: '0 * * * * *' });
  try {
    const names = Array.from({ length: count }, (_, index) => `fleet-${index}`);
    const putting = await timed(() => putAll(world, names));
    // Half a minute beside the ticks, when everything has come to rest.
    await world.clock.advance(PERIOD + MINUTE / 2);
    const listing = await timed(() => listAll(world));
    return {
      fleets: count,
      putsPerSecond: Math.round((1000 * count) / putting.ms),
      msPerPage: rounded(listing.ms / Math.ceil(count / TAKE)),
      storeReadsPerPage: listing.value,
      ...(await onePeriod(world, names)),
    };
  } finally {
    await world.stop();
  }
}

async function putAll(world: CountedWorld, names: string[]): Promise<void> {
  const left = [...names];
  const client = async () => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) await put(world, name);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

async function put(world: CountedWorld, name: string): Promise<void> {
  const body = { scaleSet: scaleSetId(name), octopus: { environment: 'Production', roles: [name] } };
  const response = await call(world, `/api/fleets/${name}`, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${name} was answered ${response.status}: ${await response.text()}`);
}

/** Answers how often the store was read for a page. */
async function listAll(world: CountedWorld): Promise<number> {
  let pages = 0;
  const { storeReads } = await world.costOf(async () => {
    for (let before: string | undefined = ''; before !== undefined; pages++) {
      const query = `take=${TAKE}${before === '' ? '' : `&before=${before}`}`;
      const page = (await (await call(world, `/api/fleets?${query}`)).json()) as { next?: string };
      before = page.next;
    }
  });
  return rounded(storeReads / pages, 2);
}

async function onePeriod(world: CountedWorld, names: string[]) {
  const { clock } = world;
  const turnsPerTick: number[] = [];
  const times: number[] = [];
  const counts = await world.costOf(async () => {
    for (let tick = 0; tick < PERIOD / MINUTE; tick++) {
      const until = clock.now() + MINUTE / 2;
      const span = { since: until - MINUTE, until };
      turnsPerTick.push(names.filter((name) => hasItsTurn(name, span, PERIOD)).length);
      times.push((await timed(() => clock.advance(MINUTE))).ms);
    }
  });
  const { storeReads, storeWrites, clientCalls } = counts;
  return {
    turnsPerTick,
    wallMsPerTick: { median: Math.round(median(times)), worst: Math.round(Math.max(...times)) },
    storeCallsPerTurn: rounded((storeReads + storeWrites) / names.length, 2),
    clientCallsPerTurn: rounded(clientCalls / names.length, 2),
  };
}

function call({ inside }: CountedWorld, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-functions-key': LOCAL_KEY };
  return fetch(`${inside.host.url}${path}`, { ...init, headers });
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}
