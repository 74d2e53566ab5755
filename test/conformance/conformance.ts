import { afterAll, beforeAll, expect } from '@jest/globals';

import { scaledClock } from '../../local/clock/clock.ts';
import { startArm, type Arm } from '../../local/arm/start-arm.ts';
import { clientsOf, type Clients } from './clients.ts';
import { OpenApi, type Exchange } from './open-api.ts';
import { noticeWithoutReference } from './shared-folder.ts';

export interface Conformance extends Clients {
  arm: Arm;
}

/** Every exchange of every client in this test file, in order. */
export const exchanged: Exchange[] = [];

/** Pollers of the SDK ask every few milliseconds. */
export const QUICK = { updateIntervalInMs: 10 };

/**
 * A simulator in which a minute passes in some milliseconds, with the real clients on it. After the tests of a file
 * every answer they got is held against the specification and against what the SDKs accept.
 */
export function conformance(): Conformance {
  const it = {} as Conformance;
  const exchanges: Exchange[] = [];
  beforeAll(async () => {
    noticeWithoutReference('validation against OpenAPI');
    it.arm = await startArm({
      port: 0,
      clock: scaledClock(5_000),
      rateLimits: false,
      settings: { pollRetryAfterSeconds: 'none', graphLagSeconds: [0, 0] },
    });
    it.arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
    Object.assign(
      it,
      clientsOf(it.arm.url, (exchange) => {
        exchanges.push(exchange);
        exchanged.push(exchange);
      }),
    );
  });
  afterAll(async () => {
    await it.arm.stop();
    const openApi = new OpenApi();
    expect([...new Set(exchanges.flatMap((exchange) => openApi.check(exchange)))]).toEqual([]);
  });
  return it;
}

export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}
