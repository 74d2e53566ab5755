import { ArmError } from '../errors.ts';
import { eventTime } from '../times.ts';
import type { World } from '../world.ts';
import type { EventSchema, SubscriptionRecord } from './records.ts';

/** Stores an endpoint once it has answered the handshake of its schema; throws when it does not. */
export async function subscribe(
  world: World,
  { url, schema }: { url: string; schema: EventSchema },
): Promise<SubscriptionRecord> {
  const key = `${schema} ${url}`;
  const known = world.store.subscriptions.get(key);
  if (known?.validated) return known;
  const accepted =
    schema === 'CloudEventSchemaV1_0' ? await optionsHandshake(url) : await validationHandshake(world, url);
  if (!accepted)
    throw new ArmError(
      400,
      'Url validation',
      'Webhook validation handshake failed for the given endpoint: it did not return the expected answer.',
    );
  const subscription = { key, url, schema, validated: true };
  world.store.subscriptions.put(subscription);
  world.store.commit();
  return subscription;
}

/** Event Grid schema: the endpoint must echo the validation code. */
async function validationHandshake(world: World, url: string): Promise<boolean> {
  const validationCode = world.chance.guid('validation', url);
  const now = world.clock.now();
  const event = {
    id: world.chance.guid('validation-event', url),
    topic: '/subscriptions/00000000-0000-0000-0000-000000000000',
    subject: '',
    data: { validationCode },
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: eventTime(now),
    metadataVersion: '1',
    dataVersion: '2',
  };
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'aeg-event-type': 'SubscriptionValidation',
    },
    body: JSON.stringify([event]),
  });
  if (answer.status !== 200) return false;
  const body = (await answer.json().catch(() => ({}))) as { validationResponse?: unknown };
  return body.validationResponse === validationCode;
}

/** CloudEvents: the endpoint must allow the origin in answer to OPTIONS. */
async function optionsHandshake(url: string): Promise<boolean> {
  const answer = await fetch(url, {
    method: 'OPTIONS',
    headers: { 'webhook-request-origin': 'eventgrid.azure.net', 'webhook-request-rate': '120' },
  });
  const allowed = answer.headers.get('webhook-allowed-origin');
  await answer.arrayBuffer();
  return answer.ok && (allowed === '*' || allowed === 'eventgrid.azure.net');
}
