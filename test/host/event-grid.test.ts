import { afterEach, describe, expect, it } from '@jest/globals';
import { app } from '@azure/functions';
import { startTestHost, stopHosts } from './harness.ts';
import type { CallOptions, TestHost } from './harness.ts';

afterEach(stopHosts);

const PATH = '/runtime/webhooks/eventgrid?functionName=scaleEvents';

interface Received {
  id: string;
}

async function withReceiver(received: Received[], fail: (event: Received) => boolean = () => false) {
  const test = await startTestHost(() =>
    app.eventGrid('scaleEvents', {
      handler: (event) => {
        const one = event as unknown as Received;
        if (fail(one)) throw new Error(`no ${one.id}`);
        received.push(one);
      },
    }),
  );
  return (options: CallOptions, path = PATH, method = 'POST') => test.call(method, path, options);
}

const event = (id: string) => ({
  id,
  topic: '/subscriptions/s',
  subject: 'vmss',
  eventType: 'Microsoft.Resources.ResourceWriteSuccess',
  eventTime: '2026-01-01T00:00:00Z',
  dataVersion: '2',
  data: { deep: [1] },
});
const notification = { 'aeg-event-type': 'Notification' };

describe('the Event Grid webhook', () => {
  it('runs the function once for each event of a delivery, as it is', async () => {
    const received: Received[] = [];
    const call = await withReceiver(received);
    expect((await call({ body: [event('1'), event('2')], headers: notification })).status).toBe(202);
    expect((await call({ body: event('3'), headers: notification })).status).toBe(202);
    expect(received).toEqual([event('1'), event('2'), event('3')]);
  });

  it('answers 500 when one of several invocations fails, after all have run', async () => {
    const received: Received[] = [];
    const call = await withReceiver(received, ({ id }) => id === '1');
    expect((await call({ body: [event('1'), event('2')], headers: notification })).status).toBe(500);
    expect(received.map(({ id }) => id)).toEqual(['2']);
  });

  it('does the handshake of the Event Grid schema', async () => {
    const call = await withReceiver([]);
    const headers = { 'aeg-event-type': 'SubscriptionValidation' };
    const body = [{ ...event('v'), data: { validationCode: 'C-1', validationUrl: 'https://x' } }];
    expect(await call({ body, headers })).toMatchObject({ status: 200, json: { validationResponse: 'C-1' } });
    expect((await call({ body: [{ data: {} }], headers })).status).toBe(400);
  });

  it('does the handshake of CloudEvents and takes them one by one and in batches', async () => {
    const received: Received[] = [];
    const call = await withReceiver(received);
    const origin = { 'webhook-request-origin': 'eventgrid.azure.net' };
    const answer = await call({ headers: origin }, PATH, 'OPTIONS');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
    expect(answer.headers.get('webhook-allowed-rate')).toBeNull();
    const cloud = (id: string) => ({ specversion: '1.0', id, source: '/s', type: 't', data: {} });
    const single = { 'content-type': 'application/cloudevents+json; charset=utf-8', ...notification };
    const batch = { 'content-type': 'application/cloudevents-batch+json', ...notification };
    expect((await call({ body: cloud('a'), headers: single })).status).toBe(202);
    expect((await call({ body: [cloud('b'), cloud('c')], headers: batch })).status).toBe(202);
    expect(received.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('takes the word that a subscription has ended', async () => {
    const call = await withReceiver([]);
    expect((await call({ headers: { 'aeg-event-type': 'Unsubscribe' } })).status).toBe(202);
  });

  it('refuses a wrong key, an unknown function, what is not JSON and what has no kind', async () => {
    const call = await withReceiver([]);
    expect((await call({ body: [], headers: notification, key: null })).status).toBe(401);
    expect(
      (await call({ body: [], headers: notification, key: null }, `${PATH}&code=local-eventgrid`)).status,
    ).toBe(202);
    expect((await call({ body: [], headers: notification }, PATH.replace('scale', 'no'))).status).toBe(404);
    expect((await call({ body: '{"broken', headers: notification })).status).toBe(500);
    expect((await call({ body: [1], headers: notification })).status).toBe(500);
    expect((await call({ body: [event('1')] })).status).toBe(400);
  });
});

describe('the keys of the webhooks', () => {
  it('are the system keys of their extensions, and the master key', async () => {
    const keys = { master: 'M', functions: { default: 'F' }, system: { eventgrid_extension: 'E' } };
    const test: TestHost = await startTestHost(
      () => app.eventGrid('scaleEvents', { handler: () => undefined }),
      { keys },
    );
    const status = async (key: string) =>
      (await test.call('POST', PATH, { key, body: [], headers: notification })).status;
    expect([await status('E'), await status('M'), await status('F')]).toEqual([202, 202, 403]);
  });
});
