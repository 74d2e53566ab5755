import { describe, expect, it } from '@jest/globals';
import { Harness, IN_PRODUCTION, NOWHERE, ON_STAGE, UNIT } from './harness.ts';
import { givenVmss } from './vmss-under-test.ts';

describe.each([
  ['Uniform', 'Automatic'],
  ['Uniform', 'Rolling'],
  ['Flexible', 'Automatic'],
] as const)('pools of a %s set whose machines Azure upgrades by itself (%s)', (mode, policy) => {
  const harness = new Harness(async () => (await givenVmss(mode, policy)).under);

  it('are waited for until every machine has them (B2)', async () => {
    await harness.make({ front: harness.front(), place: ON_STAGE });
    await harness.resize(UNIT, 3);
    await harness.untilReady(UNIT, 3);
    for (const [place, live] of [
      [IN_PRODUCTION, ['web', UNIT]],
      [NOWHERE, ['web']],
    ] as const) {
      expect(await harness.expose({ [UNIT]: place })).toEqual({ state: 'done' });
      expect(await harness.under.inProduction()).toEqual(live);
    }
  });
});

describe('pools of a large set, by hand', () => {
  let calls: () => Record<string, number>;
  const harness = new Harness(async () => {
    const { under, arm } = await givenVmss('Uniform');
    calls = () => arm.calls();
    return under;
  });

  it('change in a few batches, each polled (C1: calls grow with batches, not with machines)', async () => {
    await harness.make({ front: harness.front(), place: ON_STAGE });
    await harness.resize(UNIT, 100);
    await harness.untilReady(UNIT, 100);
    const before = calls()['POST virtualMachineScaleSets/manualupgrade'] ?? 0;
    expect(await harness.expose({ [UNIT]: IN_PRODUCTION })).toEqual({ state: 'done' });
    expect((calls()['POST virtualMachineScaleSets/manualupgrade'] ?? 0) - before).toBe(5);
  });
});
