import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
beforeAll(async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2, overprovision: false });
});
afterAll(() => given.arm.stop());

const WEB = scaleSetPath('web');
const put = (body: unknown) => given.ask('PUT', `${WEB}?${VERSION}`, { body });
const snapshot = () => JSON.stringify(given.arm.sim.snapshot());

test.each([
  ['JSON that is none', '{"location": ', 400, 'InvalidRequestContent'],
  ['a list', '[]', 400, 'InvalidRequestContent'],
  ['a text as properties', { properties: 'x' }, 400, 'InvalidRequestContent'],
  ['a number as location', { location: 7 }, 400, 'InvalidRequestContent'],
  ['a capacity in words', { sku: { capacity: 'three' } }, 400, 'InvalidRequestContent'],
  ['a capacity below zero', { sku: { capacity: -1 } }, 400, 'InvalidParameter'],
  ['a capacity of thousands', { sku: { capacity: 5_000 } }, 400, 'InvalidParameter'],
  ['another location', { location: 'eastus' }, 409, 'InvalidResourceLocation'],
])('%s is refused in the shape of ARM, and nothing is applied', async (...[, body, status, code]) => {
  const before = snapshot();
  const refused = await put(body);
  expect(refused.status).toBe(status);
  expect(refused.at('error', 'code')).toBe(code);
  expect(typeof refused.at('error', 'message')).toBe('string');
  expect(snapshot()).toBe(before);
});

test('a body of more than four megabytes is refused', async () => {
  const refused = await put({ tags: { big: 'x'.repeat(5_000_000) } });
  expect(refused.status).toBe(413);
  expect(refused.at('error', 'code')).toBe('RequestContentTooLarge');
});

test('what is not simulated is a loud 501', async () => {
  const refused = await given.ask('POST', `${WEB}/convertToSinglePlacementGroup?${VERSION}`);
  expect(refused.status).toBe(501);
  expect(refused.at('error', 'code')).toBe('NotSimulated');
});

test('a body that is not JSON by its type is 415', async () => {
  const refused = await given.ask('PUT', `${WEB}?${VERSION}`, {
    body: 'x',
    headers: { 'content-type': 'text/plain' },
  });
  expect(refused.status).toBe(415);
});

test('whatever is sent, the answer is below 500 and a refusal applies nothing', async () => {
  const anyBody = fc.oneof(
    fc.json(),
    fc.record(
      {
        location: fc.oneof(fc.constant('westeurope'), fc.jsonValue()),
        sku: fc.oneof(fc.record({ capacity: fc.jsonValue() }), fc.jsonValue()),
        tags: fc.jsonValue(),
        zones: fc.jsonValue(),
        properties: fc.oneof(
          fc.record({ virtualMachineProfile: fc.jsonValue(), upgradePolicy: fc.jsonValue() }),
          fc.jsonValue(),
        ),
      },
      { requiredKeys: [] },
    ),
  );
  const paths = [
    WEB,
    `${WEB}/delete`,
    `${WEB}/manualupgrade`,
    `${WEB}/virtualMachines/0`,
    `${WEB}/extensions/e`,
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('PUT', 'PATCH', 'POST'),
      fc.constantFrom(...paths),
      anyBody,
      async (method, path, body) => {
        const before = snapshot();
        const answer = await given.ask(method, `${path}?${VERSION}`, { body });
        expect(answer.status === 501 || answer.status < 500).toBe(true);
        if (answer.status >= 400) expect(snapshot()).toBe(before);
      },
    ),
    { numRuns: 150 },
  );
});
