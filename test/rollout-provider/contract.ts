import { describe, expect, it } from '@jest/globals';
import { itChangesUnits } from './changes.ts';
import { Harness, type ProviderUnderTest, UNIT } from './harness.ts';
import { itHasUnits } from './units.ts';

/** What every provider of the engine's must do (decision 0013). */
export function itIsAProvider(name: string, given: () => Promise<ProviderUnderTest>): void {
  describe(`a provider: ${name}`, () => {
    const harness = new Harness(given);
    itHasUnits(harness);
    itChangesUnits(harness);
    it('tells machines with their addresses, and their health', async () => {
      const { unit, size } = harness.under.base;
      const machines = await harness.under.provider().machines(unit);
      expect(machines).toHaveLength(size);
      for (const machine of machines)
        expect(machine).toEqual({
          name: expect.any(String),
          privateIp: expect.stringMatching(/^\d+(\.\d+){3}$/),
        });
      const { healthy, unhealthy, unknown } = await harness.under.provider().health(unit);
      expect(healthy + unhealthy.length + unknown).toBe(size);
      expect(await harness.under.provider().machines('web__9')).toEqual([]);
    });

    it('refuses a token that is not its own', async () => {
      await expect(harness.under.provider().poll('bm90aGluZw==')).rejects.toMatchObject({
        problem: { kind: 'Bug' },
      });
    });

    it('says what a change costs without asking anybody', () => {
      const provider = harness.under.provider();
      const { calls, seconds } = provider.cost({ facet: 'labels', of: UNIT, to: {} }, new Map());
      expect(calls).toBeGreaterThan(0);
      expect(seconds).toBeGreaterThan(0);
      expect(provider.memberId(UNIT)).toBe(provider.memberId(UNIT).toLowerCase());
    });
  });
}
