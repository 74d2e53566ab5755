import type { JsonObject } from '../json.ts';

export type EventSchema = 'EventGridSchema' | 'CloudEventSchemaV1_0';
/** Autoscale calls its webhooks directly, with a body of its own and without a handshake. */
export type EndpointSchema = EventSchema | 'AutoscaleWebhook';

/** An endpoint that events are delivered to. */
export interface SubscriptionRecord {
  key: string;
  url: string;
  schema: EndpointSchema;
  /** The endpoint has answered the handshake; nothing is delivered before. */
  validated: boolean;
}

/** One event on its way to one endpoint. */
export interface DeliveryRecord {
  key: string;
  subscription: string;
  /** Operation it tells about: a preempted operation takes its event back. */
  operation?: string;
  event: JsonObject;
  dueAt: number;
  firstDueAt: number;
  attempts: number;
}
