import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import type { SqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import { seedOutside } from '../../local/launcher/seed-outside.ts';
import { adaptersTo, type Inside, startInside, startOutside } from '../../local/launcher/start-world.ts';

/** What was asked of the store and of the host. These are the same on every machine and every run. */
export interface Counts {
  storeReads: number;
  storeWrites: number;
  /** Requests of the app's durable client: each is a round trip to the host. */
  clientCalls: number;
  /** Activities that ran, each with a replay of its orchestration. */
  activities: number;
  /** Times that an orchestration was woken and replayed, activities included. */
  replays: number;
}

const NOTHING: Counts = { storeReads: 0, storeWrites: 0, clientCalls: 0, activities: 0, replays: 0 };
const CLIENT = /\/durabletask\//;
/** What the host says of an episode of the fleet's orchestration that it has kept. */
const EPISODE = /^careForFleet (?!.*: started$)/;
const REQUESTS = 'http.client.request.start';

/** The whole of it in virtual time and in memory, with everything counted. */
export interface CountedWorld {
  inside: Inside;
  clock: VirtualClock;
  /** What the work cost; the clock is the work's own to move. */
  costOf(work: () => Promise<void>): Promise<Counts>;
  stop(): Promise<void>;
}

export async function startCountedWorld({ reconcileSchedule = '0 0 0 1 1 *' } = {}): Promise<CountedWorld> {
  const clock = new VirtualClock();
  let counts = { ...NOTHING };
  const countRequest = (message: unknown) => {
    if (CLIENT.test((message as { request: ClientRequest }).request.path)) counts.clientCalls++;
  };
  subscribe(REQUESTS, countRequest);
  const onStep = ({ kind, detail }: { kind: string; detail: string }) => {
    if (kind === 'activity-result') counts.activities++;
    else if (EPISODE.test(detail)) counts.replays++;
  };
  const overRows = (rows: SqliteRowStore) => counting(rows, (what) => counts[what]++);
  const options = {
    ...{ clock, reconcileSchedule, overRows, ports: { host: 0, arm: 0, octopus: 0 } },
    host: { onStep, log: () => undefined },
  };
  const outside = await startOutside(options);
  seedOutside(outside);
  const inside = await startInside(options, adaptersTo(outside, clock));
  for (const part of [outside.arm, outside.octopus, inside.host]) clock.join(part);
  return {
    ...{ inside, clock },
    async costOf(work) {
      counts = { ...NOTHING };
      await work();
      return counts;
    },
    async stop() {
      unsubscribe(REQUESTS, countRequest);
      await inside.stop();
      await Promise.all([outside.arm.stop(), outside.octopus.stop()]);
    },
  };
}

function counting(rows: SqliteRowStore, count: (what: 'storeReads' | 'storeWrites') => void): SqliteRowStore {
  return {
    get: (...args) => (count('storeReads'), rows.get(...args)),
    list: (...args) => (count('storeReads'), rows.list(...args)),
    write: (...args) => (count('storeWrites'), rows.write(...args)),
    close: () => rows.close(),
  };
}
