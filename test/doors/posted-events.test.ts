import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { asCloudEvent } from '../support/events/event-grid-event.ts';
import {
  activityLogAlert,
  autoscaleSettingId,
  metricAlert,
  NOTICES,
  NOTICES_OF_NOTHING,
} from '../support/events/notices.ts';
import { autoscaleWebhook, commonAlert } from '../support/events/posted-events.ts';
import { virtualMachineId } from '../support/events/resource-ids.ts';
import { vmssWriteEvent } from '../support/events/resource-operation-events.ts';
import { subscriptionValidationEvent } from '../support/events/subscription-validation-event.ts';
import { newestQuarantined } from './support/event-grid.ts';
import { fleetOver } from './support/fleets.ts';
import { type Answer, openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
  await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
});
afterAll(() => app.close());
beforeEach(() => app.clock.advance(5 * 60_000));

const scaleSet = scaleSetId('web');
const post = (body: unknown) => app.send('POST', '/api/scale-events', { body });

async function newestReaction(): Promise<Reaction | undefined> {
  const { json } = await app.send('GET', '/api/fleets/web/reactions?take=1');
  return (json as { items: Reaction[] }).items[0];
}

describe('each form is a hint that starts a reaction', () => {
  const forms = [
    ['an autoscale webhook', autoscaleWebhook({ scaleSet }), 'autoscale'],
    ['a common alert', commonAlert({ scaleSet, id: 'alert-1' }), 'alert'],
    ['the plain form', { scaleSet }, 'http'],
    [
      'the plain form in another spelling',
      { scaleSet: scaleSet.replace(/Groups|Scale/g, (s) => s.toUpperCase()) },
      'http',
    ],
  ] as const;

  test.each(forms)('%s', async (_form, body, source) => {
    const answer = await post(body);
    expect(answer).toMatchObject({
      status: 202,
      json: { fleet: 'web', status: '/api/fleets/web', timeline: '/api/fleets/web/timeline' },
    });
    expect(answer.headers.get('location')).toBe('/api/fleets/web');
    await app.clock.advance(60_000);
    expect((await newestReaction())?.hints).toMatchObject({ count: 1, sources: { [source]: 1 } });
  });
});

describe('a hint by a longer way', () => {
  async function expectLooked(fleet: string, answer: Answer): Promise<void> {
    expect(answer).toMatchObject({ status: 202, json: { fleet } });
    const began = app.clock.now();
    await app.clock.advance(60_000);
    const { json } = await app.send('GET', `/api/fleets/${fleet}/reactions?take=1`);
    const [newest] = (json as { items: Reaction[] }).items;
    expect(Date.parse(newest?.startedAt ?? '')).toBeGreaterThanOrEqual(began);
  }

  test('every shape of a notice tells the fleet', async () => {
    for (const notice of Object.values(NOTICES)) {
      expect(await post(notice(scaleSet))).toMatchObject({ status: 202, json: { fleet: 'web' } });
    }
    await app.clock.advance(60_000);
    expect((await newestReaction())?.finishedAt).toBeDefined();
  });

  test('an alert about two scale sets tells both fleets', async () => {
    await app.send('PUT', '/api/fleets/api', { body: fleetOver('api') });
    const alert = commonAlert({ scaleSet, id: 'both', alertContext: {} });
    alert.data.essentials.alertTargetIDs = [scaleSet, scaleSetId('api')];
    const answer = await post(alert);
    expect(answer.json).toMatchObject({ others: ['api'] });
    await expectLooked('web', answer);
  });

  test('a VM of any name is looked up in the ledgers, also when it is deleted', async () => {
    const machine = scaleSet.replace('virtualMachineScaleSets/web', 'virtualMachines/by-hand');
    expect((await post(metricAlert(machine))).status).toBe(400);
    const { ledger } = app.inside.deps.stores;
    const [row] = await ledger.rows('web');
    await ledger.save('web', [{ ...row, vmId: 'by-hand', resourceId: machine } as LedgerRow]);
    await expectLooked('web', await post(metricAlert(machine.toUpperCase().replace('/SUB', '/sub'))));
    await ledger.remove('web', ['by-hand']);
    expect((await post(metricAlert(machine))).status).toBe(400);
  });

  test('an autoscale setting leads to the fleets of its resource group', async () => {
    const setting = scaleSet.replace(
      'Microsoft.Compute/virtualMachineScaleSets/web',
      'Microsoft.Insights/autoscaleSettings/web-autoscale',
    );
    const answer = await post(activityLogAlert({ resourceId: setting }));
    expect(answer.json).toMatchObject({ others: ['api'] });
    await expectLooked('web', answer);
  });

  test('a CloudEvents subscription that asks at this door is told which one to use', async () => {
    const headers = { 'webhook-request-origin': 'eventgrid.azure.net' };
    const answer = await app.send('OPTIONS', '/api/scale-events', { headers });
    expect(problemOf(answer)).toMatchObject({ status: 405, code: 'methodNotTaken' });
    expect(problemOf(answer).detail).toContain('functionName=scaleEvents');
    expect(answer.headers.get('allow')).toBe('POST');
    expect(answer.headers.get('webhook-allowed-origin')).toBeNull();
  });
});

test('what comes at once is answered at once: the first rings, the others are taken together', async () => {
  const began = app.clock.now();
  await Promise.all([
    ...[post({ scaleSet }), post(autoscaleWebhook({ scaleSet })), post(commonAlert({ scaleSet, id: 'a' }))],
    ...Array.from({ length: 30 }, (_, index) => post(commonAlert({ scaleSet, id: `more-${index}` }))),
  ]);
  await app.clock.advance(60_000);
  const { json } = await app.send('GET', '/api/fleets/web/reactions?take=10');
  const { items } = json as { items: Reaction[] };
  const since = items.filter(({ startedAt }) => Date.parse(startedAt) >= began);
  expect(since.length).toBeLessThanOrEqual(2);
  expect(since.reduce((sum, { hints }) => sum + hints.distinct, 0)).toBe(33);
});

describe('what is no hint is refused with its reason, and kept', () => {
  const refused = [
    {
      what: 'another resource',
      body: autoscaleWebhook({ scaleSet: scaleSet.replace('virtualMachineScaleSets', 'disks') }),
      answered: { status: 400, code: 'notAScaleSet' },
    },
    {
      what: 'a scale set of no fleet',
      body: { scaleSet: scaleSetId('other') },
      answered: { status: 404, code: 'scaleSetUnknown' },
    },
    {
      what: 'no resource id',
      body: { scaleSet: 'web' },
      answered: { status: 400, code: 'notAScaleSet' },
    },
    {
      what: 'none of the forms',
      body: { scaleset: scaleSetId('web') },
      answered: { status: 400, code: 'malformedEvent' },
    },
    {
      what: 'an alert without what we look for',
      body: NOTICES_OF_NOTHING['common alert without targets'],
      answered: { status: 400, code: 'notAScaleSet' },
    },
    {
      what: 'a VM that is in no ledger',
      body: metricAlert(virtualMachineId('jumpbox')),
      answered: { status: 400, code: 'notAScaleSet' },
    },
    {
      what: 'an autoscale setting far from any fleet',
      body: activityLogAlert({ resourceId: autoscaleSettingId('web-autoscale', 'elsewhere') }),
      answered: { status: 400, code: 'notAScaleSet' },
    },
    {
      what: 'a delivery of Event Grid',
      body: [vmssWriteEvent({ scaleSet, id: 'e' }), vmssWriteEvent({ scaleSet, id: 'f' })],
      answered: { status: 400, code: 'wrongDoor' },
    },
    {
      what: 'the handshake of Event Grid',
      body: [subscriptionValidationEvent({ code: 'c', id: 'e' })],
      answered: { status: 400, code: 'wrongDoor' },
    },
    {
      what: 'a CloudEvent',
      body: asCloudEvent(vmssWriteEvent({ scaleSet, id: 'e' })),
      answered: { status: 400, code: 'wrongDoor' },
    },
  ];

  test.each(refused)('$what', async ({ body, answered }) => {
    const problem = problemOf(await post(body));
    expect(problem).toMatchObject(answered);
    expect(await newestQuarantined(app)).toMatchObject({
      ...{ door: 'http', code: answered.code, reason: problem.detail },
      receivedAt: new Date(app.clock.now()).toISOString(),
    });
  });
});

describe('POST /api/fleets/{fleet}/reconcile', () => {
  test('has the fleet look at once, with or without a body', async () => {
    for (const sent of [{}, { body: {} }, { body: { approveRemovals: 0 } }]) {
      const answer = await app.send('POST', '/api/fleets/web/reconcile', sent);
      expect(answer).toMatchObject({ status: 202, json: { fleet: 'web', orchestration: 'fleet-web' } });
      await app.clock.advance(60_000);
      const reaction = await newestReaction();
      expect(reaction?.hints).toMatchObject({ sources: { operator: 1 }, approvedRemovals: 0 });
      expect(reaction?.finishedAt).toBeDefined();
    }
  });

  test('hands on a yes to removals', async () => {
    await app.send('POST', '/api/fleets/web/reconcile', { body: { approveRemovals: 5 } });
    await app.clock.advance(60_000);
    expect((await newestReaction())?.hints.approvedRemovals).toBe(5);
  });

  test('refuses a yes that is none, with its path', async () => {
    for (const approveRemovals of [-1, 1.5, '5', 1001, null]) {
      const answer = await app.send('POST', '/api/fleets/web/reconcile', { body: { approveRemovals } });
      expect(problemOf(answer)).toMatchObject({ status: 400, errors: [{ path: 'approveRemovals' }] });
    }
  });
});
