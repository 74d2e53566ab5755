import type { GridEvent } from './event-grid-event.ts';
import { EVENT_TIME } from './event-grid-event.ts';
import { SUBSCRIPTION } from './resource-ids.ts';

/**
 * The handshake of Event Grid's own schema: who answers the code with 200 proves that it wants the events.
 * CloudEvents subscriptions shake hands with an OPTIONS request instead, which has no body.
 */
export function subscriptionValidationEvent({ code, id }: { code: string; id: string }): GridEvent {
  return {
    id,
    topic: `/subscriptions/${SUBSCRIPTION}`,
    subject: '',
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: EVENT_TIME,
    dataVersion: '2',
    metadataVersion: '1',
    data: {
      validationCode: code,
      validationUrl: `https://eventgrid.example/validate?id=${code}`,
    },
  };
}
