import { CloudEvent, EventGridEvent, ResourceNotification, ResourceOperation } from '../contracts/events.ts';
import type { HintSource } from '../contracts/hint.ts';
import { type Subject, subjectsOf } from './subjects.ts';

/** What an event from outside comes to: a hint about something that may be a fleet's, or nothing, with the reason. */
export type Interpretation =
  | { kind: 'hint'; subjects: Subject[]; source: HintSource; id: string; what: string }
  | { kind: 'ignored' | 'quarantined'; id: string; code: string; reason: string };

/** Ids, names and reasons are cut here: hints travel through an orchestration, whose payloads must stay small. */
const LONGEST_TEXT = 600;

/** An event of Event Grid, in either of its schemas. Never throws. */
export function interpretGridEvent(event: unknown): Interpretation {
  return cut(fromGrid(event));
}

/** The same with nothing longer than fits where hints and refusals are kept. */
export function cut(interpretation: Interpretation): Interpretation {
  // Where a text is cut a character may be, and half of one cannot be stored everywhere.
  const short = (text: string) => text.slice(0, LONGEST_TEXT).toWellFormed();
  const id = short(interpretation.id);
  if (interpretation.kind === 'hint') return { ...interpretation, id, what: short(interpretation.what) };
  return { ...interpretation, id, reason: short(interpretation.reason) };
}

function fromGrid(event: unknown): Interpretation {
  const grid = EventGridEvent.safeParse(event);
  if (grid.success) return interpretEnvelope({ ...grid.data, type: grid.data.eventType });
  const cloud = CloudEvent.safeParse(event);
  if (cloud.success) return interpretEnvelope(cloud.data);
  return malformed('The event has neither the Event Grid schema nor the CloudEvents 1.0 schema.');
}

interface Envelope {
  id: string;
  type: string;
  subject?: string | null | undefined;
  data: unknown;
}

function interpretEnvelope(event: Envelope): Interpretation {
  if (event.type.startsWith('Microsoft.ResourceNotifications.')) return fromNotification(event);
  if (event.type.startsWith('Microsoft.Resources.Resource')) return fromOperation(event);
  const reason = `Events of type ${event.type} say nothing about the instances of a scale set.`;
  return { kind: 'ignored', id: event.id, code: 'eventTypeUnknown', reason };
}

function fromOperation({ id, subject, data }: Envelope): Interpretation {
  const operation = ResourceOperation.safeParse(data);
  if (!operation.success) return malformed('The event’s data lacks operationName.', id);
  const { operationName, resourceUri } = operation.data;
  return about([subject, resourceUri], { source: 'eventGrid', id, what: operationName });
}

function fromNotification({ id, type, subject, data }: Envelope): Interpretation {
  const notification = ResourceNotification.safeParse(data);
  if (!notification.success) return malformed('The event’s data lacks resourceInfo.id.', id);
  const { id: resource, properties } = notification.data.resourceInfo;
  const parent = properties?.virtualMachineScaleSet?.id;
  // What the properties say is true; the name of a VM may speak of another scale set.
  const named = [properties?.targetResourceId, properties?.targetResourceUri, subject, resource];
  return about(parent === undefined ? named : [parent], { source: 'eventGrid', id, what: type });
}

/** A hint about whatever of the named resources can lead to a fleet. */
export function about(
  named: readonly (string | null | undefined)[],
  hint: { source: HintSource; id: string; what: string },
): Interpretation {
  const subjects = subjectsOf(named);
  if (subjects.length > 0) return { kind: 'hint', subjects, ...hint };
  const first = named.find((each) => typeof each === 'string' && each !== '');
  const reason = `${first ?? 'The event’s subject (empty)'} is not a VM scale set or an instance of one.`;
  return { kind: 'ignored', id: hint.id, code: 'notAScaleSet', reason };
}

/** Put aside: it has not the form that it should have. */
export function malformed(reason: string, id = 'unknown'): Interpretation {
  return { kind: 'quarantined', id, code: 'malformedEvent', reason };
}
