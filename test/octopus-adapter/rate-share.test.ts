import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type RateLimit, RateLimiter } from '../../local/octopus-server/server/rate-limit.ts';
import { rateShare, type RateShare } from '../../shared/octopus/rate-share.ts';

const LIMIT = { perMinute: 200, burst: 200 };

interface Life {
  fleets: number;
  seconds: number;
  /** Calls a minute that are no bulk. */
  besides?: number;
  limit?: RateLimit;
}

/** Fleets that begin bulk work, of two calls each, whenever it is their turn; answers how many pieces each has done. */
function lives({ fleets, seconds, besides = 0, limit = LIMIT }: Life): number[] {
  let now = 0;
  const share = rateShare(() => now);
  const server = new RateLimiter(limit);
  const send = () => share.heard(new Headers(server.take('one user', now)));
  send();
  const all = Array.from({ length: fleets }, (_each, index) => ({
    name: `fleet-${index}`,
    turn: 0,
    done: 0,
  }));
  for (; now < seconds * 1000; now += 1000) {
    if (besides > 0 && now % (60_000 / besides) < 1000) send();
    for (const fleet of all.filter(({ turn }) => turn <= now)) {
      const taken = takeAll(share, { fleet: fleet.name, send });
      fleet.done += taken.pieces;
      fleet.turn = now + taken.waitSeconds * 1000;
    }
  }
  return all.map(({ done }) => done);
}

function takeAll(share: RateShare, { fleet, send }: { fleet: string; send: () => void }) {
  for (let pieces = 0; ; pieces++) {
    const wait = share.take({ fleet, calls: 2 });
    if (wait) return { pieces, waitSeconds: wait.seconds };
    send();
    send();
  }
}

describe('a server that says what it allows', () => {
  test.each([1, 2, 3])('that allows %s at once does not stop a piece of two calls for ever', (limit) => {
    let now = 0;
    const share = rateShare(() => now);
    share.heard(
      new Headers({
        'octopus-ratelimit-policy': `l=${limit};rpm=6`,
        'octopus-ratelimit': `r=${limit};t=1`,
      }),
    );
    let done = 0;
    for (; now < 600_000; now += 5000) if (!share.take({ fleet: 'web', calls: 2 })) done += 1;
    // Sixty calls in ten minutes.
    expect(done).toBeGreaterThan(20);
    expect(done).toBeLessThanOrEqual(31);
  });

  test('whose numbers are beyond all numbers is asked', () => {
    const share = rateShare(() => 0);
    const beyond = '9'.repeat(400);
    share.heard(
      new Headers({
        'octopus-ratelimit-policy': `l=${beyond};rpm=${beyond}`,
        'octopus-ratelimit': `r=${beyond};t=1`,
      }),
    );
    expect(share.take({ fleet: 'web', calls: 2 })).toBeUndefined();
    expect(share.take({ fleet: 'api', calls: 2 })).toBeUndefined();
  });

  // The server of these throws when it is asked too often.
  test('is never asked too often, and hardly less often than it allows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 60, max: 600 }),
        (fleets, besides, perMinute) => {
          const limit = { perMinute, burst: perMinute };
          const done = lives({ fleets, seconds: 600, besides, limit });
          const room = (perMinute - besides) * 10;
          const used = 2 * done.reduce((sum, each) => sum + each, 0);
          expect(used).toBeGreaterThan(0.7 * room);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is shared evenly by the fleets that have much to do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), (fleets) => {
        const done = lives({ fleets, seconds: 900 });
        // Who came first had all that there was at once for itself: 90 pieces.
        expect(Math.max(...done) - Math.min(...done)).toBeLessThan(100);
        expect(Math.min(...done)).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    );
  });

  test('has room left for what is not bulk, whatever the fleets have taken', () => {
    const share = rateShare(() => 0);
    const server = new RateLimiter(LIMIT);
    const send = () => share.heard(new Headers(server.take('one user', 0)));
    send();
    expect(takeAll(share, { fleet: 'web', send }).pieces).toBeGreaterThan(80);
    for (let call = 0; call < 19; call++) expect(send).not.toThrow();
  });

  test('tells who has to wait why, and for how long', () => {
    const share = rateShare(() => 0);
    share.heard(
      new Headers({ 'Octopus-RateLimit-Policy': 'l=200;rpm=200', 'Octopus-RateLimit': 'r=21;t=54' }),
    );
    const reason = 'allows 200 calls a minute, which this fleet has used up';
    expect(share.take({ fleet: 'web', calls: 2 })).toEqual({ reason, seconds: 5 });
    const shared = 'allows 200 calls a minute, which 2 fleets share at the moment';
    expect(share.take({ fleet: 'api', calls: 2 })?.reason).toBe(shared);
  });

  test('that refuses all the same is left alone for a while', () => {
    let now = 0;
    const share = rateShare(() => now);
    share.heard(
      new Headers({ 'Octopus-RateLimit-Policy': 'l=200;rpm=200', 'Octopus-RateLimit': 'r=150;t=15' }),
    );
    share.refused();
    expect(share.take({ fleet: 'web', calls: 2 })).toBeDefined();
    now = 7000;
    expect(share.take({ fleet: 'web', calls: 2 })).toBeUndefined();
  });
});

test('nothing is held back from a server that does not say what it allows', () => {
  const share = rateShare(() => 0);
  for (const headers of [
    {},
    { 'Octopus-RateLimit': 'r=1;t=3' },
    { 'Octopus-RateLimit-Policy': 'none', 'Octopus-RateLimit': '?' },
  ])
    share.heard(new Headers(headers));
  for (let call = 0; call < 1000; call++) expect(share.take({ fleet: 'web', calls: 2 })).toBeUndefined();
});
