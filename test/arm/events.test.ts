import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { eventEndpoint, type Endpoint } from './event-endpoint.ts';
import { givenArm, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
let endpoint: Endpoint;
beforeEach(async () => {
  endpoint = await eventEndpoint();
});
afterEach(async () => {
  await given.arm.stop();
  await endpoint.close();
});

const notifications = () =>
  endpoint.received.filter(({ type }) => type === 'Notification').flatMap(({ events }) => events);
const once = { eventDuplicateShare: 0 };

test('a write raises its event when the operation ends, not when it is accepted', async () => {
  given = await givenArm({ settings: once });
  await given.arm.sim.subscribe({ url: endpoint.url, schema: 'EventGridSchema' });
  const id = given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 1 });
  await given.ask('PATCH', `${id}?${VERSION}`, { body: { sku: { capacity: 2 } } });
  await given.clock.advance(20_000);
  expect(notifications()).toHaveLength(0);
  await given.clock.advance(200_000);
  expect(notifications()).toEqual([
    expect.objectContaining({
      eventType: 'Microsoft.Resources.ResourceWriteSuccess',
      subject: id.replace('resourceGroups', 'resourcegroups'),
      dataVersion: '2',
      data: expect.objectContaining({
        operationName: 'Microsoft.Compute/virtualMachineScaleSets/write',
        status: 'Succeeded',
        httpRequest: expect.objectContaining({ method: 'PATCH' }) as unknown,
      }) as unknown,
    }),
  ]);
});

test('an endpoint that fails is tried again after 10 and 30 seconds; 400 is final', async () => {
  given = await givenArm({ settings: { ...once, eventDelaySeconds: [0, 0], modelWriteSeconds: [0, 0] } });
  await given.arm.sim.subscribe({ url: endpoint.url, schema: 'EventGridSchema' });
  const id = given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web' });
  endpoint.answers.push(503, 500);
  await given.ask('PATCH', `${id}?${VERSION}`, { body: { tags: { a: 'b' } } });
  await given.clock.advance(9_000);
  expect(notifications()).toHaveLength(1);
  await given.clock.advance(1_000);
  expect(notifications()).toHaveLength(2);
  await given.clock.advance(30_000);
  expect(notifications()).toHaveLength(3);
  await given.clock.advance(600_000);
  expect(notifications()).toHaveLength(3);

  endpoint.answers.push(400);
  await given.ask('PATCH', `${id}?${VERSION}`, { body: { tags: { a: 'c' } } });
  await given.clock.advance(600_000);
  expect(notifications()).toHaveLength(4);
  expect(given.arm.sim.pendingEvents()).toBe(0);
});

test('events come twice, late, or not at all when a fault says so', async () => {
  given = await givenArm({ settings: { ...once, eventDelaySeconds: [0, 0], modelWriteSeconds: [0, 0] } });
  await given.arm.sim.subscribe({ url: endpoint.url, schema: 'CloudEventSchemaV1_0' });
  const id = given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web' });
  const write = async (tag: string) => {
    await given.ask('PATCH', `${id}?${VERSION}`, { body: { tags: { tag } } });
    await given.clock.advance(1_000);
  };
  given.arm.sim.addFault({ effect: { event: 'lost' } });
  await write('1');
  expect(notifications()).toHaveLength(0);
  given.arm.sim.addFault({ effect: { event: 'doubled' } });
  await write('2');
  expect(notifications()).toHaveLength(2);
  expect(notifications()[0]).toMatchObject({
    specversion: '1.0',
    type: 'Microsoft.Resources.ResourceWriteSuccess',
  });
  expect(notifications()[0]?.id).toBe(notifications()[1]?.id);
  given.arm.sim.addFault({ effect: { event: 'delayed', seconds: 300 } });
  await write('3');
  expect(notifications()).toHaveLength(2);
  await given.clock.advance(300_000);
  expect(notifications()).toHaveLength(3);
});

test('an event that is reordered comes after the one that was raised next', async () => {
  given = await givenArm({ settings: { ...once, eventDelaySeconds: [0, 0], modelWriteSeconds: [0, 0] } });
  await given.arm.sim.subscribe({ url: endpoint.url, schema: 'EventGridSchema' });
  const order = ['first', 'second'];
  const ids = order.map((name) => given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name }));
  given.arm.sim.addFault({ match: { resource: '/first' }, effect: { event: 'reordered' } });
  for (const id of ids) {
    await given.ask('PATCH', `${id}?${VERSION}`, { body: { tags: { a: 'b' } } });
    await given.clock.advance(1_000);
  }
  await given.clock.advance(120_000);
  const received = notifications();
  expect(received.map(({ subject }) => String(subject).split('/').at(-1))).toEqual(['second', 'first']);
  const [late, early] = received.map(({ eventTime }) => Date.parse(String(eventTime)));
  expect(early).toBeLessThan(late ?? 0);
});

test('a newer write preempts the running one, and only the newer one is reported', async () => {
  given = await givenArm({ settings: once });
  await given.arm.sim.subscribe({ url: endpoint.url, schema: 'EventGridSchema' });
  const id = given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 1 });
  const first = await given.ask('PATCH', `${id}?${VERSION}`, { body: { sku: { capacity: 3 } } });
  await given.clock.advance(5_000);
  await given.ask('PATCH', `${id}?${VERSION}`, { body: { sku: { capacity: 5 } } });
  const poll = await given.ask('GET', first.headers.get('azure-asyncoperation') ?? '');
  expect(poll.at('status')).toBe('Failed');
  expect(poll.at('error', 'code')).toBe('OperationPreempted');
  await given.clock.advance(400_000);
  expect(notifications()).toHaveLength(1);
  expect(given.arm.sim.instances(id).filter(({ listed }) => listed)).toHaveLength(5);
});
