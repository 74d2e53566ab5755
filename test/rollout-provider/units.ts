import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '../../shared/contracts/problem.ts';
import { type Harness, ON_STAGE, UNIT } from './harness.ts';

/** What there is, and making and removing it. */
export function itHasUnits(harness: Harness): void {
  describe('survey', () => {
    it('tells the units, the one that serves, and the next one', async () => {
      const world = await harness.under.provider().survey(harness.policy());
      const { unit, size } = harness.under.base;
      expect(world).toMatchObject({ base: unit, stable: unit, next: { name: UNIT, revision: 1 } });
      expect(world.units).toMatchObject([
        {
          name: unit,
          revision: 0,
          size: { desired: size },
          ready: size,
          hasAutoscale: true,
          isProtected: true,
        },
      ]);
      expect(world.running.desired).toBe(size);
      expect(world.baseAutoscale).toEqual(expect.any(String));
      expect(world.checks.filter(({ result }) => result === 'failed')).toEqual([]);
    });

    it('counts on from the highest revision', async () => {
      await harness.make();
      await harness.make({ revision: 7 }, 'web__7');
      const world = await harness.under.provider().survey(harness.policy());
      expect(world.next).toEqual({ name: 'web__8', revision: 8 });
      expect(world.units.map(({ revision }) => revision).sort()).toEqual([0, 1, 7]);
      expect(world.stable).toBe(harness.under.base.unit);
    });

    it('knows by its front who is in production', async () => {
      await harness.make({ front: harness.front(), place: ON_STAGE });
      const world = await harness.under.provider().survey(harness.policy({ blueGreen: harness.under.front }));
      expect(world.front).toBe(harness.front());
      expect(world.stable).toBe(harness.under.base.unit);
      expect(world.units.find(({ name }) => name === UNIT)?.place).toEqual(ON_STAGE);
    });

    it('says beforehand what would not work', async () => {
      harness.under.makeForeign(UNIT);
      const blueGreen = { ...harness.under.front, stagePool: harness.under.front.productionPool };
      const world = await harness.under
        .provider()
        .survey(harness.policy({ image: harness.under.missingImage, blueGreen }));
      const failed = world.checks.filter(({ result }) => result === 'failed');
      expect(failed.map(({ code }) => code).sort()).toEqual(['image', 'nameTaken', 'samePools']);
      for (const { message, nextStep } of failed) expect([message, nextStep]).not.toContain('');
    });
  });

  describe('existence', () => {
    it('makes a unit, empty, where it belongs and with its labels', async () => {
      expect(
        await harness.make({ labels: { BG_VERSION: 'GREEN' }, front: harness.front(), place: ON_STAGE }),
      ).toEqual({
        state: 'done',
      });
      const { facets } = harness.under.provider();
      expect(await facets.existence.read(UNIT)).toBe('present');
      expect((await facets.size.read(UNIT)).desired).toBe(0);
      expect(await facets.labels.read(UNIT)).toEqual({ BG_VERSION: 'GREEN' });
      expect((await facets.exposure.read(harness.front()))[UNIT]).toEqual(ON_STAGE);
      expect(await facets.autoscale.read(UNIT)).toBe('off');
    });

    it('makes it once, however often it is asked for', async () => {
      const once = harness.attempt();
      const first = await harness.under
        .provider()
        .facets.existence.begin(UNIT, { made: harness.spec() }, once);
      const second = await harness.under
        .provider()
        .facets.existence.begin(UNIT, { made: harness.spec() }, once);
      expect(await harness.through(second)).toEqual({ state: 'done' });
      expect(await harness.through(first)).toEqual({ state: 'done' });
      expect(
        await harness.through(
          harness.under.provider().facets.existence.begin(UNIT, { made: harness.spec() }, once),
        ),
      ).toEqual({
        state: 'done',
      });
      const units = (await harness.under.provider().survey(harness.policy())).units.map(({ name }) => name);
      expect(units.filter((unit) => unit === UNIT)).toHaveLength(1);
    });

    it('goes on when the answer to its beginning was lost', async () => {
      const once = harness.attempt();
      harness.under.spoil('answerLost');
      const begin = () =>
        harness.under.provider().facets.existence.begin(UNIT, { made: harness.spec() }, once);
      await expect(begin()).rejects.toBeInstanceOf(ProblemError);
      expect(await harness.through(begin())).toEqual({ state: 'done' });
    });

    it('removes a unit with its machines and its autoscale, and what is gone stays gone', async () => {
      await harness.make();
      await harness.resize(UNIT, 2);
      const { baseAutoscale } = await harness.under.provider().survey(harness.policy());
      await harness.autoscale(UNIT, { saved: baseAutoscale ?? '' });
      const remove = () =>
        harness.through(harness.under.provider().facets.existence.begin(UNIT, 'absent', harness.attempt()));
      expect(await remove()).toEqual({ state: 'done' });
      expect(await remove()).toEqual({ state: 'done' });
      const provider = harness.under.provider();
      const { facets } = provider;
      expect(await facets.existence.read(UNIT)).toBe('absent');
      expect(await facets.size.read(UNIT)).toMatchObject({ desired: 0 });
      expect(await facets.autoscale.read(UNIT)).toBe('off');
      expect(await facets.labels.read(UNIT)).toEqual({});
      expect(await provider.readiness(UNIT)).toEqual({ size: 0, ready: 0, failed: [], waitingFor: [] });
    });

    it('touches nothing that it did not make', async () => {
      harness.under.makeForeign(UNIT);
      expect(await harness.make()).toMatchObject({ state: 'failed', problem: { code: 'unitNameTaken' } });
      for (const unit of [UNIT, harness.under.base.unit]) {
        const removed = await harness.through(
          harness.under.provider().facets.existence.begin(unit, 'absent', harness.attempt()),
        );
        expect(removed).toMatchObject({ state: 'failed', problem: { code: 'unitNotOurs' } });
        expect(await harness.under.provider().facets.existence.read(unit)).toBe('present');
      }
    });

    it('fails, and leaves nothing, when the image is missing', async () => {
      expect(await harness.make({ image: harness.under.missingImage })).toMatchObject({ state: 'failed' });
      expect(await harness.under.provider().facets.existence.read(UNIT)).toBe('absent');
    });
  });
}
