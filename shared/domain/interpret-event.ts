import {
  AutoscaleWebhook,
  CloudEvent,
  CommonAlert,
  EventGridEvent,
  PlainScaleEvent,
  ResourceNotification,
  ResourceOperation,
} from '../contracts/events.ts';
import type { HintSource } from '../contracts/hint.ts';
import { scaleSetBehind } from './scale-set-behind.ts';

/** What an event from outside comes to: a hint about a scale set, or nothing, with the reason. */
export type Interpretation =
  | { kind: 'hint'; scaleSetId: string; source: HintSource; id: string; what: string }
  | { kind: 'ignored' | 'quarantined'; id: string; code: string; reason: string };

type Verdict = Interpretation;

/** Ids, names and reasons are cut here: hints travel through an orchestration, whose payloads must stay small. */
const LONGEST_TEXT = 600;

/** An event of Event Grid, in either of its schemas. Never throws. */
export function interpretGridEvent(event: unknown): Interpretation {
  return cut(fromGrid(event));
}

/** A body posted to `/api/scale-events`: an autoscale webhook, a common alert, or the plain form. Never throws. */
export function interpretPostedEvent(body: unknown): Interpretation {
  return cut(fromPost(body));
}

function cut(verdict: Verdict): Verdict {
  const short = (text: string) => text.slice(0, LONGEST_TEXT);
  const id = short(verdict.id);
  if (verdict.kind === 'hint') return { ...verdict, id, what: short(verdict.what) };
  return { ...verdict, id, reason: short(verdict.reason) };
}

function fromGrid(event: unknown): Verdict {
  const grid = EventGridEvent.safeParse(event);
  if (grid.success) return interpretEnvelope({ ...grid.data, type: grid.data.eventType });
  const cloud = CloudEvent.safeParse(event);
  if (cloud.success) return interpretEnvelope({ ...cloud.data, subject: cloud.data.subject ?? '' });
  return malformed('The event has neither the Event Grid schema nor the CloudEvents 1.0 schema.');
}

function fromPost(body: unknown): Verdict {
  const autoscale = AutoscaleWebhook.safeParse(body);
  if (autoscale.success) return fromAutoscale(autoscale.data);
  const alert = CommonAlert.safeParse(body);
  if (alert.success) return fromAlert(alert.data);
  const plain = PlainScaleEvent.safeParse(body);
  if (plain.success) {
    return about(plain.data.scaleSet, {
      source: 'http',
      id: `http:${plain.data.scaleSet.toLowerCase()}`,
      what: 'asked over HTTP',
    });
  }
  return malformed(
    'The body is none of: an autoscale webhook, a common alert, {"scaleSet": "<resource id>"}.',
  );
}

interface Envelope {
  id: string;
  type: string;
  subject: string;
  data: unknown;
}

function interpretEnvelope(event: Envelope): Verdict {
  if (event.type.startsWith('Microsoft.ResourceNotifications.')) return fromNotification(event);
  if (event.type.startsWith('Microsoft.Resources.Resource')) return fromOperation(event);
  const reason = `Events of type ${event.type} say nothing about the instances of a scale set.`;
  return { kind: 'ignored', id: event.id, code: 'eventTypeUnknown', reason };
}

function fromOperation(event: Envelope): Verdict {
  const data = ResourceOperation.safeParse(event.data);
  if (!data.success) return malformed('The event’s data lacks operationName.', event.id);
  const resource = event.subject || (data.data.resourceUri ?? '');
  return about(resource, { source: 'eventGrid', id: event.id, what: data.data.operationName });
}

function fromNotification(event: Envelope): Verdict {
  const data = ResourceNotification.safeParse(event.data);
  if (!data.success) return malformed('The event’s data lacks resourceInfo.id.', event.id);
  const { id, properties } = data.data.resourceInfo;
  const parent = properties?.virtualMachineScaleSet?.id ?? properties?.targetResourceId;
  return about(parent ?? (event.subject || id), { source: 'eventGrid', id: event.id, what: event.type });
}

function fromAutoscale({ operation, context }: AutoscaleWebhook): Verdict {
  const id = `autoscale:${context.id}:${context.timestamp}`;
  return about(context.resourceId, { source: 'autoscale', id, what: operation });
}

/** The properties name the scale set truly; an alert's description may name another (seen in published samples). */
function fromAlert({ data: { essentials, alertContext } }: CommonAlert): Verdict {
  const { properties, authorization, operationName, eventDataId } = alertContext ?? {};
  const named = [properties?.resourceName, authorization?.scope, essentials.alertTargetIDs[0]];
  const id = eventDataId ?? essentials.originAlertId ?? essentials.alertId;
  return about(firstOf(named), { source: 'alert', id: `alert:${id}`, what: operationName ?? 'alert' });
}

function firstOf(candidates: (string | null | undefined)[]): string {
  return candidates.find((candidate) => typeof candidate === 'string') ?? '';
}

function about(resourceId: string, hint: { source: HintSource; id: string; what: string }): Verdict {
  const scaleSetId = scaleSetBehind(resourceId);
  if (scaleSetId) return { kind: 'hint', scaleSetId, ...hint };
  const reason = `${resourceId || 'The event’s subject (empty)'} is not a VM scale set or an instance of one.`;
  return { kind: 'ignored', id: hint.id, code: 'notAScaleSet', reason };
}

function malformed(reason: string, id = 'unknown'): Verdict {
  return { kind: 'quarantined', id, code: 'malformedEvent', reason };
}
