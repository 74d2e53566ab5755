/** An event in Event Grid's own schema, as the service posts it (it posts arrays of them). */
export interface GridEvent {
  id: string;
  topic: string;
  subject: string;
  eventType: string;
  eventTime: string;
  dataVersion: string;
  metadataVersion: string;
  data: Record<string, unknown>;
}

/** An event in the CloudEvents 1.0 schema, as Event Grid delivers it. */
export interface CloudEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  data: Record<string, unknown>;
}

/** ISO 8601 with the seven digits that Azure writes. */
export const EVENT_TIME = '2026-03-02T10:15:30.1234567Z';

/** What tells one event from another; the rest of the envelope is the same for all. */
export interface EventCore {
  id: string;
  eventType: string;
  subject: string;
  data: Record<string, unknown>;
}

/** Wraps what happened into Event Grid's envelope; the topic is the subject's resource group or subscription. */
export function gridEvent({ id, eventType, subject, data }: EventCore): GridEvent {
  return {
    id,
    topic: topicOf(subject),
    subject,
    eventType,
    eventTime: EVENT_TIME,
    dataVersion: '2',
    metadataVersion: '1',
    data,
  };
}

/** The same event as a subscription with the CloudEvents schema would deliver it. */
export function asCloudEvent(event: GridEvent): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: event.topic,
    type: event.eventType,
    subject: event.subject,
    time: event.eventTime,
    data: event.data,
  };
}

function topicOf(subject: string): string {
  return /^\/subscriptions\/[^/]+(?:\/resourcegroups\/[^/]+)?/i.exec(subject)?.[0] ?? '';
}
