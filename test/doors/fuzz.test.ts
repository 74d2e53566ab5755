import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { asCloudEvent } from '../support/events/event-grid-event.ts';
import { NOTICES } from '../support/events/notices.ts';
import { autoscaleWebhook, commonAlert } from '../support/events/posted-events.ts';
import { healthResourceEvent } from '../support/events/resource-notification-events.ts';
import { vmDeletedEvent, vmssWriteEvent } from '../support/events/resource-operation-events.ts';
import { subscriptionValidationEvent } from '../support/events/subscription-validation-event.ts';
import { deliver } from './support/event-grid.ts';
import { fleetOver } from './support/fleets.ts';
import { oddBodies } from './support/odd-bodies.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
  await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
});
afterAll(() => app.close());
// A rejection that nobody handles fails the test by itself: Jest listens for those.
afterEach(async () => {
  const errors = app.logs.splice(0).filter(({ level }) => level === 'error' || level === 'critical');
  expect(errors.map(({ message }) => message.slice(0, 300))).toEqual([]);
  expect((await app.send('GET', '/api/fleets/web')).status).toBe(200);
});

const RUNS = { numRuns: 300 };
const scaleSet = scaleSetId('web');

const EVENTS = [
  vmssWriteEvent({ scaleSet, id: 'write' }),
  asCloudEvent(vmDeletedEvent({ scaleSet: scaleSetId('api'), id: 'delete' })),
  healthResourceEvent({ virtualMachine: `${scaleSet}/virtualMachines/1`, id: 'health' }),
  subscriptionValidationEvent({ code: 'code', id: 'validation' }),
];
const mediaType = fc.oneof(
  { weight: 9, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'text/json', 'application/x+json', 'application/json; charset=x'),
  },
);

test('the Event Grid door takes or refuses whatever comes', async () => {
  const kinds = fc.constantFrom(
    'Notification',
    'Notification',
    'SubscriptionValidation',
    'Unsubscribe',
    'Odd',
  );
  const bodies = oddBodies([...EVENTS, EVENTS], 20_000);
  await fc.assert(
    fc.asyncProperty(bodies, kinds, async (body, kind) => {
      const { status } = await deliver(app, body, { 'aeg-event-type': kind });
      // The host answers 500 to what is not events in JSON, as the real one does.
      expect([200, 202, 400, ...(holdsObjects(body) ? [] : [500])]).toContain(status);
      if (kind === 'Notification' && holdsObjects(body)) expect(status).toBe(202);
    }),
    RUNS,
  );
});

function holdsObjects(body: string): boolean {
  try {
    const parsed = JSON.parse(body) as unknown;
    const all: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    return all.every((one) => typeof one === 'object' && one !== null);
  } catch {
    return false; // Not JSON.
  }
}

const JSON_DOORS = [
  {
    door: 'POST /api/scale-events',
    sound: [
      ...[{ scaleSet }, autoscaleWebhook({ scaleSet }), commonAlert({ scaleSet, id: 'alert' })],
      ...Object.values(NOTICES).map((notice) => notice(scaleSet)),
    ],
    statuses: [202, 400, 404, 415],
  },
  { door: 'PUT /api/fleets/web', sound: [fleetOver('web')], statuses: [200, 400, 415] },
  {
    door: 'POST /api/fleets/web/reconcile',
    sound: [{ approveRemovals: 3 }],
    statuses: [202, 400, 415],
  },
];

test.each(JSON_DOORS)('$door takes or refuses whatever comes', async ({ door, sound, statuses }) => {
  const [method = '', path = ''] = door.split(' ');
  await fc.assert(
    fc.asyncProperty(oddBodies(sound, 20_000), mediaType, async (body, type) => {
      const answer = await app.send(method, path, { body, headers: { 'content-type': type } });
      expect(statuses).toContain(answer.status);
      if (answer.status >= 400) problemOf(answer);
    }),
    RUNS,
  );
  // What was taken as sound has to be soundly dealt with.
  await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
  await app.clock.advance(10 * 60_000);
  const failed = '/runtime/webhooks/durabletask/instances?runtimeStatus=Failed&code=local-durable';
  expect((await app.send('GET', failed)).json).toEqual([]);
});

test('names, ids and queries of any kind are answered', async () => {
  const text = fc
    .string({ unit: 'binary', maxLength: 60 })
    .map((raw) => encodeURIComponent(raw.toWellFormed()));
  const path = fc.oneof(
    text.map((name) => `/api/fleets/${name}`),
    text.map((id) => `/api/fleets/web/reactions/${id}`),
    fc.tuple(text, text).map(([take, before]) => `/api/fleets/web/timeline?take=${take}&before=${before}`),
    text.map((before) => `/api/events/quarantined?take=2&before=${before}`),
  );
  await fc.assert(
    fc.asyncProperty(path, async (each) => {
      const answer = await app.send('GET', each);
      expect([200, 400, 404]).toContain(answer.status);
      // Without a body it is the host that knows no such path.
      if (answer.status >= 400 && answer.text !== '') problemOf(answer);
    }),
    RUNS,
  );
});
