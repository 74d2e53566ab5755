import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { eventEndpoint, type Endpoint } from './event-endpoint.ts';
import { givenArm, GROUP, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
let webhook: Endpoint;
let scaleSet: string;
beforeEach(async () => {
  given = await givenArm();
  webhook = await eventEndpoint();
  scaleSet = given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 2,
    overprovision: false,
  });
});
afterEach(async () => {
  await given.arm.stop();
  await webhook.close();
});

const rule = (direction: 'Increase' | 'Decrease', operator: string, threshold: number) => ({
  metricTrigger: {
    metricName: 'Percentage CPU',
    metricResourceUri: scaleSet,
    timeGrain: 'PT1M',
    statistic: 'Average',
    timeWindow: 'PT5M',
    timeAggregation: 'Average',
    operator,
    threshold,
  },
  scaleAction: { direction, type: 'ChangeCount', value: '1', cooldown: 'PT10M' },
});
const write = (profiles: unknown[]) =>
  given.ask('PUT', `${GROUP}/providers/microsoft.insights/autoscalesettings/web?api-version=2022-10-01`, {
    body: {
      location: 'westeurope',
      properties: {
        enabled: true,
        targetResourceUri: scaleSet,
        profiles,
        notifications: [
          { operation: 'Scale', webhooks: [{ serviceUri: webhook.url, properties: { key: 'k' } }] },
        ],
      },
    },
  });
const capacity = async () => (await given.ask('GET', `${scaleSet}?${VERSION}`)).at('sku', 'capacity');
const cpu = (value: number | null) =>
  given.arm.sim.setMetric({ resource: scaleSet, name: 'Percentage CPU', value });
const limits = (minimum: string, maximum: string) => ({ minimum, maximum, default: minimum });

test('load scales out by steps with a rest between them, tells the webhook, and calm scales in', async () => {
  const rules = [rule('Increase', 'GreaterThan', 70), rule('Decrease', 'LessThan', 20)];
  await write([{ name: 'default', capacity: limits('2', '4'), rules }]);
  cpu(90);
  await given.clock.advance(7 * 60_000);
  expect(await capacity()).toBe(3);
  expect(webhook.received[0]?.events[0]).toMatchObject({
    operation: 'Scale Out',
    context: { resourceId: scaleSet, oldCapacity: '2', newCapacity: '3' },
    properties: { key: 'k' },
  });
  await given.clock.advance(12 * 60_000);
  expect(await capacity()).toBe(4);
  await given.clock.advance(20 * 60_000);
  expect(await capacity()).toBe(4);
  cpu(10);
  await given.clock.advance(30 * 60_000);
  expect(await capacity()).toBe(2);
});

test('a schedule changes the limits, and its paired default changes them back', async () => {
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  const at = (hour: number) => ({
    frequency: 'Week',
    schedule: { timeZone: 'UTC', days, hours: [hour], minutes: [0] },
  });
  const pairedDefault = JSON.stringify({ name: 'default', for: 'day' });
  await write([
    { name: pairedDefault, capacity: limits('2', '2'), rules: [], recurrence: at(18) },
    { name: 'day', capacity: limits('4', '6'), rules: [], recurrence: at(8) },
  ]);
  await given.clock.advance(60 * 60_000);
  expect(await capacity()).toBe(2);
  await given.clock.advance(8 * 60 * 60_000);
  expect(await capacity()).toBe(4);
  await given.clock.advance(10 * 60 * 60_000);
  expect(await capacity()).toBe(2);
});

test('without metrics the default holds, and nothing scales in', async () => {
  await write([
    {
      name: 'default',
      capacity: { minimum: '1', maximum: '5', default: '3' },
      rules: [rule('Decrease', 'LessThan', 99)],
    },
  ]);
  cpu(null);
  await given.clock.advance(5 * 60_000);
  expect(await capacity()).toBe(3);
});

test('metrics that a fault makes go missing are missing to a query and to the engine alike', async () => {
  cpu(99);
  await given.clock.advance(10 * 60_000);
  const metrics = () =>
    given.ask('GET', `${scaleSet}/providers/Microsoft.Insights/metrics?api-version=2023-10-01`);
  expect((await metrics()).at('value')).toHaveLength(1);
  given.arm.sim.addFault({ match: { resource: '/web' }, effect: { accept: 'metricsMissing' } });
  expect((await metrics()).at('value')).toEqual([]);
  given.arm.sim.addFault({
    match: { operation: 'autoscale' },
    times: null,
    effect: { accept: 'metricsMissing' },
  });
  await write([
    { name: 'default', capacity: limits('1', '5'), rules: [rule('Increase', 'GreaterThan', 70)] },
  ]);
  await given.clock.advance(15 * 60_000);
  expect(await capacity()).toBe(2);
  given.arm.sim.clearFaults();
  await given.clock.advance(10 * 60_000);
  expect(await capacity()).toBe(3);
});

test('a setting that is deleted leaves nothing to wake for', async () => {
  await write([{ name: 'default', capacity: limits('3', '4'), rules: [] }]);
  await given.ask(
    'DELETE',
    `${GROUP}/providers/microsoft.insights/autoscalesettings/web?api-version=2022-10-01`,
  );
  await given.clock.advance(10 * 60_000);
  expect(await capacity()).toBe(2);
});
