import { expect, test } from '@jest/globals';

import { givenArm, scaleSetPath, VERSION } from './given-arm.ts';

const WEB = scaleSetPath('web');

/** A scale-out, a new model and a delete, read at the end; on the way time passes in steps of `step` seconds. */
async function endOf(step: number, { reading }: { reading: boolean }): Promise<unknown> {
  const given = await givenArm({ seed: 11 });
  const { arm, clock } = given;
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += step) {
      await clock.advance(step * 1_000);
      if (reading) await given.ask('GET', `${WEB}/virtualMachines?$expand=instanceView&${VERSION}`);
    }
  };
  arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 3, upgradeMode: 'Rolling' });
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 8 } } });
  await pass(300);
  const storageProfile = { imageReference: { version: '2.0.0' } };
  await given.ask('PATCH', `${WEB}?${VERSION}`, {
    body: { properties: { virtualMachineProfile: { storageProfile } } },
  });
  await pass(1_200);
  await given.ask('POST', `${WEB}/delete?${VERSION}`, { body: { instanceIds: ['1'] } });
  await pass(300);
  const set = await given.ask('GET', `${WEB}?${VERSION}`);
  const list = await given.ask('GET', `${WEB}/virtualMachines?$expand=instanceView&${VERSION}`);
  await arm.stop();
  return [set.body, list.body];
}

test('what is true at a time depends neither on who looked before nor on the steps in which it came', async () => {
  const atOnce = await endOf(300, { reading: false });
  expect(JSON.stringify(atOnce)).toContain('"latestModelApplied":true');
  expect(await endOf(10, { reading: true })).toEqual(atOnce);
});
