import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasItsTurn } from '../../../shared/domain/reconcile-turn.ts';

const MINUTE = 60_000;
const PERIOD = 5 * MINUTE;
const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/);
const start = fc.integer({ min: 0, max: 4e12 });

describe('the turns of a fleet', () => {
  test('come once a period, however the time is cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: PERIOD }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(name, start, cuts, (fleet, from, steps) => {
        let since = from;
        let turns = 0;
        for (const step of steps) {
          if (hasItsTurn(fleet, { since, until: since + step }, PERIOD)) turns++;
          since += step;
        }
        const periods = (since - from) / PERIOD;
        expect(turns).toBeGreaterThanOrEqual(Math.min(Math.floor(periods), steps.length));
        expect(turns).toBeLessThanOrEqual(Math.ceil(periods));
      }),
    );
  });

  test('come in any span of a period or more, so that nobody waits longer than that', () => {
    fc.assert(
      fc.property(name, start, fc.integer({ min: PERIOD, max: 100 * PERIOD }), (fleet, since, length) => {
        expect(hasItsTurn(fleet, { since, until: since + length }, PERIOD)).toBe(true);
        expect(hasItsTurn(fleet, { since: -Infinity, until: since }, PERIOD)).toBe(true);
      }),
    );
  });

  test.each([
    ['numbered', (index: number) => `fleet-${index}`],
    ['numbered with noughts', (index: number) => `web-${String(index).padStart(4, '0')}-prod`],
    ['named by letters', (index: number) => index.toString(36)],
  ])('are spread over the period: a thousand fleets, %s', (_kind, nameOf) => {
    const fleets = Array.from({ length: 1000 }, (_, index) => nameOf(index));
    for (const slots of [5, 20]) {
      const sizes = Array.from({ length: slots }, (_, slot) => {
        const span = { since: (slot * PERIOD) / slots, until: ((slot + 1) * PERIOD) / slots };
        return fleets.filter((fleet) => hasItsTurn(fleet, span, PERIOD)).length;
      });
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1000);
      expect(Math.max(...sizes)).toBeLessThan((1000 / slots) * 1.6);
    }
  });
});
