import { expect } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { autoscaleWebhook, commonAlert } from '../support/events/posted-events.ts';
import { vmDeletedCloudEvent, vmssWriteEvent } from '../support/events/resource-operation-events.ts';
import { scenario } from '../support/scenario.ts';

const WEB = scaleSetId('web');

scenario('heals within one reconcile period when all events are lost', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });

  when.allEventsAreLost();
  when.scaledTo(5);
  await when.minutesPass(5 + 4);
  then.deploymentsWere([['web_3', 'web_4']]);

  when.scaledTo(4);
  await when.minutesPass(5 + 1);
  then.targetsStandFor(['web_0', 'web_1', 'web_2', 'web_3']);
});

scenario(
  'hears of CloudEvents as well',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3 });

    when.scaledTo(2);
    await when.secondsPass(90);

    expect((await then.reactions())[0]?.hints.sources).toMatchObject({ eventGrid: 1 });
    then.targetsStandFor(['web_0', 'web_1']);
  },
  { schema: 'CloudEventSchemaV1_0' },
);

scenario('hears of autoscale webhooks, alerts and plain requests', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });
  const bodies = [
    autoscaleWebhook({ scaleSet: WEB }),
    commonAlert({ scaleSet: WEB, id: '7' }),
    { scaleSet: WEB },
  ];

  for (const body of bodies) {
    expect(await when.somebodyPosts(body)).toMatchObject({ status: 202, body: { fleet: 'web' } });
    await when.secondsPass(15);
  }

  const sources = (await then.reactions()).map(({ hints }) => Object.keys(hints.sources)).flat();
  expect(sources).toEqual(['autoscale', 'alert', 'http']);
});

scenario('sets aside what it cannot use, and shows it', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });

  const taken = [
    await when.eventsArrive([{ nonsense: true }]),
    await when.eventsArrive([{ ...vmssWriteEvent({ scaleSet: WEB, id: 'odd' }), eventType: 'Some.Other' }]),
    await when.eventsArrive([vmssWriteEvent({ scaleSet: scaleSetId('nobodys'), id: 'stray' })]),
    await when.eventsArrive(
      vmDeletedCloudEvent({ scaleSet: scaleSetId('gone'), id: 'flex' }),
      'application/cloudevents+json',
    ),
  ];
  const refused = await when.somebodyPosts({ nonsense: true });

  expect(taken).toEqual([202, 202, 202, 202]);
  expect(refused.status).toBe(400);
  const codes = (await then.quarantined()).map(({ code }) => code).sort();
  expect(codes).toEqual([
    'eventTypeUnknown',
    'malformedEvent',
    'malformedEvent',
    'scaleSetUnknown',
    'scaleSetUnknown',
  ]);
  expect(await then.reactions()).toEqual([]);
});
