import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { autoscaleWebhook, commonAlert } from '../support/events/posted-events.ts';
import { newestQuarantined } from './support/event-grid.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
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

test('all three at once are one reaction', async () => {
  await Promise.all([
    post({ scaleSet }),
    post(autoscaleWebhook({ scaleSet })),
    post(commonAlert({ scaleSet, id: 'a' })),
  ]);
  await app.clock.advance(60_000);
  const sources = { http: 1, autoscale: 1, alert: 1 };
  expect((await newestReaction())?.hints).toMatchObject({ count: 3, distinct: 3, sources });
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
      body: commonAlert({ scaleSet, id: 'x', alertContext: {} }),
      answered: { status: 400, code: 'notAScaleSet' },
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
