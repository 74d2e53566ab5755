import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { QuarantinedEvent } from '../../shared/contracts/hint.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { asCloudEvent, gridEvent } from '../support/events/event-grid-event.ts';
import {
  healthResourceEvent,
  vmChangedNotification,
} from '../support/events/resource-notification-events.ts';
import {
  flexVmOf,
  flexVmWriteEvent,
  resourceOperationEvent,
  vmDeletedEvent,
  vmssDeleteInstancesEvent,
  vmssWriteEvent,
} from '../support/events/resource-operation-events.ts';
import { subscriptionValidationEvent } from '../support/events/subscription-validation-event.ts';
import { fleetOver } from './support/fleets.ts';
import { deliver, GRID_PATH, newestQuarantined } from './support/event-grid.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
  for (const fleet of ['web', 'api'] as const)
    await app.send('PUT', `/api/fleets/${fleet}`, { body: fleetOver(fleet) });
});
afterAll(() => app.close());
// Each test has a time of its own, and finds every fleet at rest.
beforeEach(() => app.clock.advance(5 * 60_000));

const [WEB, API] = [scaleSetId('web'), scaleSetId('api')];
const uniformVm = `${WEB}/virtualMachines/3`;

async function newestReaction(fleet: string): Promise<Reaction | undefined> {
  const { json } = await app.send('GET', `/api/fleets/${fleet}/reactions?take=1`);
  return (json as { items: Reaction[] }).items[0];
}

describe('a hint starts a reaction of its fleet', () => {
  const hints = [
    ['web', vmssWriteEvent({ scaleSet: WEB, id: 'written' })],
    ['web', vmssDeleteInstancesEvent({ scaleSet: WEB, id: 'instances-deleted' })],
    ['web', healthResourceEvent({ virtualMachine: uniformVm, id: 'uniform-health' })],
    ['api', flexVmWriteEvent({ scaleSet: API, id: 'flexible-written' })],
    ['api', vmDeletedEvent({ scaleSet: API, id: 'flexible-deleted' })],
    ['api', healthResourceEvent({ virtualMachine: flexVmOf(API), id: 'flexible-health' })],
    [
      'api',
      vmChangedNotification({ virtualMachine: `${flexVmOf(API)}`, scaleSet: API, id: 'flexible-changed' }),
    ],
  ] as const;
  const both = hints.flatMap(([fleet, event]) => [
    { fleet, event: { ...event, id: `${event.id} (Event Grid)` }, schema: 'Event Grid' },
    { fleet, event: asCloudEvent({ ...event, id: `${event.id} (CloudEvents)` }), schema: 'CloudEvents' },
  ]);

  test.each(both)('$event.id', async ({ fleet, event }) => {
    expect((await deliver(app, [event])).status).toBe(202);
    await app.clock.advance(60_000);
    const reaction = await newestReaction(fleet);
    expect(reaction?.hints).toMatchObject({
      count: 1,
      sources: { eventGrid: 1 },
      examples: [{ id: event.id }],
    });
    expect(reaction?.finishedAt).toBeDefined();
  });
});

test('a delivery of many events, some twice, is one reaction per fleet', async () => {
  const events = ['one', 'two', 'one'].map((id) => vmssWriteEvent({ scaleSet: WEB, id }));
  expect((await deliver(app, [...events, flexVmWriteEvent({ scaleSet: API, id: 'three' })])).status).toBe(
    202,
  );
  await app.clock.advance(60_000);
  expect((await newestReaction('web'))?.hints).toMatchObject({ distinct: 2 });
  expect((await newestReaction('api'))?.hints).toMatchObject({ count: 1, distinct: 1 });
});

describe('what will never get better is taken with 202 and kept with the reason', () => {
  const other = scaleSetId('other');
  const cases: { why: string; event: Record<string, unknown>; kept: Partial<QuarantinedEvent> }[] = [
    {
      why: 'a type that says nothing about instances',
      event: {
        ...gridEvent({ id: 'type', eventType: 'Microsoft.Storage.BlobCreated', subject: WEB, data: {} }),
      },
      kept: { id: 'type', verdict: 'ignored', code: 'eventTypeUnknown' },
    },
    {
      why: 'a scale set of no fleet',
      event: { ...vmssWriteEvent({ scaleSet: other, id: 'nobody' }) },
      kept: { id: 'nobody', verdict: 'ignored', code: 'scaleSetUnknown' },
    },
    {
      why: 'a resource that is no scale set',
      event: {
        ...resourceOperationEvent({
          ...{ id: 'disk', operationName: 'Microsoft.Compute/disks/write', kind: 'Write' },
          resource: WEB.replace('virtualMachineScaleSets', 'disks'),
        }),
      },
      kept: { id: 'disk', verdict: 'ignored', code: 'notAScaleSet' },
    },
    {
      why: 'data that lacks what it should have',
      event: { ...vmssWriteEvent({ scaleSet: WEB, id: 'hollow' }), data: {} },
      kept: { id: 'hollow', verdict: 'quarantined', code: 'malformedEvent' },
    },
    {
      why: 'neither of the schemas',
      event: { hello: 'world' },
      kept: { verdict: 'quarantined', code: 'malformedEvent' },
    },
  ];

  test.each(cases)('$why', async ({ event, kept }) => {
    expect((await deliver(app, [event])).status).toBe(202);
    const newest = await newestQuarantined(app);
    expect(newest).toMatchObject({
      ...kept,
      door: 'eventGrid',
      receivedAt: new Date(app.clock.now()).toISOString(),
    });
    expect(newest?.reason).toMatch(/\w+ .+\.$/);
    expect(JSON.parse(newest?.excerpt ?? '')).toMatchObject(kept.id ? { id: kept.id } : event);
  });

  test('also when one of many is sound, which then still counts', async () => {
    const sound = vmssWriteEvent({ scaleSet: WEB, id: 'sound' });
    expect((await deliver(app, [{ odd: 1 }, sound, { odd: 2 }])).status).toBe(202);
    const kept = await quarantinedNow();
    expect(kept.map(({ excerpt }) => excerpt).sort()).toEqual(['{"odd":1}', '{"odd":2}']);
    await app.clock.advance(60_000);
    expect((await newestReaction('web'))?.hints.examples).toMatchObject([{ id: 'sound' }]);
  });

  test('and read by pages, newest first', async () => {
    const all = await quarantined('?take=500');
    const first = await quarantined('?take=3');
    expect(first.items).toEqual(all.items.slice(0, 3));
    const rest = await quarantined(`?take=500&before=${first.next}`);
    expect([...first.items, ...rest.items]).toEqual(all.items);
  });
});

async function quarantined(query: string) {
  const { json } = await app.send('GET', `/api/events/quarantined${query}`);
  return json as { items: QuarantinedEvent[]; next?: string };
}

/** Those of this very moment of the virtual clock. */
async function quarantinedNow(): Promise<QuarantinedEvent[]> {
  const now = new Date(app.clock.now()).toISOString();
  return (await quarantined('')).items.filter(({ receivedAt }) => receivedAt === now);
}

describe('the handshake', () => {
  test('of the Event Grid schema answers the code', async () => {
    const event = subscriptionValidationEvent({ code: 'C0DE', id: 'handshake' });
    const answer = await deliver(app, [event], { 'aeg-event-type': 'SubscriptionValidation' });
    expect(answer).toMatchObject({ status: 200, json: { validationResponse: 'C0DE' } });
  });

  test('of CloudEvents allows the origin', async () => {
    const headers = { 'webhook-request-origin': 'eventgrid.azure.net' };
    const answer = await app.send('OPTIONS', GRID_PATH, { headers, key: null });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
  });

  test('never reaches a fleet', async () => {
    expect(await quarantinedNow()).toEqual([]);
  });
});
