import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Place } from '../../shared/contracts/rollout/facets.ts';
import { type Harness, IN_PRODUCTION, NOWHERE, ON_STAGE, UNIT } from './harness.ts';

/** Size, autoscale, exposure and labels of what there is. */
export function itChangesUnits(harness: Harness): void {
  describe('size', () => {
    beforeEach(async () => {
      await harness.make();
    });

    it.each([
      [3, 1],
      [2, 0],
    ])('grows to %i and shrinks to %i', async (grown, shrunk) => {
      for (const size of [grown, shrunk]) {
        expect(await harness.resize(UNIT, size)).toEqual({ state: 'done' });
        expect(await harness.under.provider().facets.size.read(UNIT)).toMatchObject({ desired: size });
        await harness.untilReady(UNIT, size);
      }
    });

    it('is done at once when it is so already, and may be asked for twice', async () => {
      const once = harness.attempt();
      const to = { min: 0, desired: 2, max: 10 };
      const first = await harness.under.provider().facets.size.begin(UNIT, to, once);
      const second = await harness.under.provider().facets.size.begin(UNIT, to, once);
      expect(await harness.through(second)).toEqual({ state: 'done' });
      expect(await harness.through(first)).toEqual({ state: 'done' });
      expect(await harness.under.provider().facets.size.begin(UNIT, to, once)).toEqual({ state: 'done' });
      await harness.untilReady(UNIT, 2);
    });

    it('names the machine that failed, and how it failed', async () => {
      await harness.resize(UNIT, 2);
      await harness.untilReady(UNIT, 2);
      harness.under.failMachine(UNIT);
      const { size, ready, failed } = await harness.under.provider().readiness(UNIT);
      expect({ size, ready }).toEqual({ size: 2, ready: 1 });
      expect(failed).toEqual([{ name: expect.any(String), reason: expect.stringMatching(/./) }]);
    });

    it('fails for a unit that is not there, unless it is to have no machines', async () => {
      expect(await harness.resize('web__9', 1)).toMatchObject({
        state: 'failed',
        problem: { code: 'unitNotFound' },
      });
      expect(await harness.resize('web__9', 0)).toEqual({ state: 'done' });
    });

    it('fails with the reason when the cloud refuses, or cannot do it after all', async () => {
      for (const how of ['refused', 'operationFails'] as const) {
        harness.under.spoil(how);
        const outcome = await harness.resize(UNIT, how === 'refused' ? 3 : 4);
        expect(outcome).toMatchObject({
          state: 'failed',
          problem: {
            kind: 'Permanent',
            message: expect.stringMatching(/./),
            nextStep: expect.stringMatching(/./),
          },
        });
      }
      // The way back is open.
      expect(await harness.resize(UNIT, 0)).toEqual({ state: 'done' });
      await harness.untilReady(UNIT, 0);
    });

    it('throws what can pass, and does it when asked again', async () => {
      harness.under.spoil('unavailable');
      await expect(harness.resize(UNIT, 2)).rejects.toMatchObject({ problem: { kind: 'Transient' } });
      expect(await harness.resize(UNIT, 2)).toEqual({ state: 'done' });
    });
  });

  describe('autoscale', () => {
    it('goes off, and comes back exactly', async () => {
      const { unit } = harness.under.base;
      const before = await harness.under.provider().facets.autoscale.read(unit);
      expect(before).toEqual({ saved: expect.any(String) });
      const set = (to: typeof before) =>
        harness.through(harness.under.provider().facets.autoscale.begin(unit, to, harness.attempt()));
      for (const to of ['off', 'off', before, before] as const) {
        expect(await set(to)).toEqual({ state: 'done' });
        expect(await harness.under.provider().facets.autoscale.read(unit)).toEqual(to);
      }
    });

    it('of the base goes to a new unit, which then has its own', async () => {
      await harness.make();
      const { baseAutoscale = '' } = await harness.under.provider().survey(harness.policy());
      const begin = () =>
        harness.through(
          harness.under.provider().facets.autoscale.begin(UNIT, { saved: baseAutoscale }, harness.attempt()),
        );
      expect(await begin()).toEqual({ state: 'done' });
      expect(await begin()).toEqual({ state: 'done' });
      const { facets } = harness.under.provider();
      expect(await facets.autoscale.read(UNIT)).not.toBe('off');
      expect(await facets.autoscale.read(harness.under.base.unit)).not.toBe('off');
    });
  });

  describe('exposure', () => {
    const swap = async () => {
      await harness.make({ front: harness.front(), place: ON_STAGE });
      await harness.resize(UNIT, 2);
      await harness.untilReady(UNIT, 2);
    };

    it('swaps and swaps back, and production is never empty', async () => {
      await swap();
      const { unit } = harness.under.base;
      const ways: [Record<string, Place>, string[]][] = [
        [{ [UNIT]: NOWHERE, [unit]: IN_PRODUCTION }, [unit]],
        [{ [UNIT]: IN_PRODUCTION, [unit]: IN_PRODUCTION }, [unit, UNIT]],
        [{ [UNIT]: IN_PRODUCTION, [unit]: NOWHERE }, [UNIT]],
        [{ [UNIT]: ON_STAGE, [unit]: IN_PRODUCTION }, [unit]],
      ];
      for (const [places, live] of ways) {
        expect(await harness.expose(places)).toEqual({ state: 'done' });
        expect(await harness.under.provider().facets.exposure.read(harness.front())).toMatchObject(places);
        expect(await harness.under.inProduction()).toEqual(live);
        expect(await harness.expose(places)).toEqual({ state: 'done' });
      }
    });

    it('keeps production occupied at every moment of one change', async () => {
      await swap();
      const { unit } = harness.under.base;
      const to = { [unit]: NOWHERE, [UNIT]: IN_PRODUCTION };
      let progress = await harness.under
        .provider()
        .facets.exposure.begin(harness.front(), to, harness.attempt());
      for (let polls = 0; progress.state === 'running' && polls < 200; polls++) {
        expect(await harness.under.inProduction()).not.toEqual([]);
        await harness.under.elapse(progress.pollAfterSeconds);
        progress = await harness.under.provider().poll(progress.operation);
      }
      expect(progress).toEqual({ state: 'done' });
      expect(await harness.under.inProduction()).toEqual([UNIT]);
    });

    it('is heard of by the front, once its probes have found the machines', async () => {
      await swap();
      await harness.expose({ [UNIT]: IN_PRODUCTION });
      let reached = await harness.under.provider().reach(UNIT, harness.front());
      for (let looks = 0; !reached.well && looks < 60; looks++) {
        await harness.under.elapse(10);
        reached = await harness.under.provider().reach(UNIT, harness.front());
      }
      expect(reached).toEqual({ well: true, why: expect.stringMatching(/./) });
      expect(await harness.under.provider().reach(UNIT, undefined)).toMatchObject({ well: true });
    });

    it('fails for a unit that is not there, unless it is to be nowhere', async () => {
      expect(await harness.expose({ web__9: IN_PRODUCTION })).toMatchObject({ state: 'failed' });
      expect(await harness.expose({ web__9: NOWHERE })).toEqual({ state: 'done' });
    });
  });

  describe('labels', () => {
    it('are set whole, and taken away', async () => {
      await harness.make({ labels: { BG_VERSION: 'GREEN' } });
      for (const labels of [{ BG_VERSION: 'BLUE' }, { tier: 'gold' }, {}]) {
        const begin = () => harness.under.provider().facets.labels.begin(UNIT, labels, harness.attempt());
        expect(await harness.through(begin())).toEqual({ state: 'done' });
        expect(await harness.under.provider().facets.labels.read(UNIT)).toEqual(labels);
        expect(await begin()).toEqual({ state: 'done' });
      }
      // What says whose it is was no label.
      expect(
        await harness.through(
          harness.under.provider().facets.existence.begin(UNIT, 'absent', harness.attempt()),
        ),
      ).toEqual({
        state: 'done',
      });
    });
  });
}
