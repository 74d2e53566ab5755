import { afterEach, expect, test } from '@jest/globals';

import { textAt } from '../../local/arm/json.ts';
import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const start = async (spec = {}) => {
  given = await givenArm();
  given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 6,
    overprovision: false,
    ...spec,
  });
};
/** Ids left after the set was scaled in by a client. */
const scaledTo = async (capacity: number) => {
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity } } });
  await given.clock.advance(120_000);
  const list = await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
  return (list.at('value') as unknown[]).map((item) => textAt(item, 'instanceId'));
};

test('by default the highest ids go first', async () => {
  await start({ properties: { platformFaultDomainCount: 1 } });
  expect(await scaledTo(3)).toEqual(['0', '1', '2']);
});

test('zones are brought into balance before anything else is looked at', async () => {
  await start({ zones: ['1', '2', '3'], properties: { scaleInPolicy: { rules: ['NewestVM'] } } });
  // Zone 2 held 1 and 4: without one of them the fullest zones are 1 and 3.
  given.arm.sim.removeInstance({ scaleSet: WEB, instance: '4' });
  expect(await scaledTo(3)).toEqual(['0', '1', '2']);
});

test('within a zone the fullest fault domain loses first', async () => {
  await start({ properties: { platformFaultDomainCount: 2 } });
  // Domain 0 has 0, 2, 4 and domain 1 only 1 and 3: the highest id is not the first to go.
  given.arm.sim.removeInstance({ scaleSet: WEB, instance: '5' });
  expect(await scaledTo(4)).toEqual(['0', '1', '2', '3']);
});

test('OldestVM takes the first that were created, NewestVM the last', async () => {
  await start({ capacity: 2, properties: { scaleInPolicy: { rules: ['OldestVM'] } } });
  await given.clock.advance(60_000);
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 4 } } });
  await given.clock.advance(300_000);
  expect(await scaledTo(2)).toEqual(['2', '3']);
  const properties = { scaleInPolicy: { rules: ['NewestVM'] } };
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { properties } });
  expect(await scaledTo(1)).toEqual(['2']);
});

test('a protected instance stays whatever the order says, and the set stays larger than asked', async () => {
  await start({ capacity: 3 });
  for (const id of ['1', '2'])
    await given.ask('PUT', `${WEB}/virtualMachines/${id}?${VERSION}`, {
      body: { location: 'westeurope', properties: { protectionPolicy: { protectFromScaleIn: true } } },
    });
  await given.clock.advance(10_000);
  expect(await scaledTo(1)).toEqual(['1', '2']);
});
