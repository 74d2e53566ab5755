import { faultsFor } from '../faults/apply-faults.ts';
import type { JsonObject } from '../json.ts';
import { eventTime, SECOND } from '../times.ts';
import type { World } from '../world.ts';
import type { DeliveryRecord, SubscriptionRecord } from './records.ts';
import { cloudEvent, resourceEvent, type ResourceChange } from './resource-event.ts';

/** Schedules the event of a change for every endpoint: some twice, and late enough to be overtaken. The caller commits. */
export function raiseEvent(world: World, change: ResourceChange): void {
  const number = world.store.next('events');
  const event = resourceEvent(change, {
    id: world.chance.guid('event', number),
    correlationId: world.chance.guid('correlation', number),
  });
  schedule(world, event, {
    number,
    at: change.at,
    faultTarget: { operation: change.operationName, resource: change.resourceUri },
    ...(change.operation !== undefined && { operation: change.operation }),
  });
}

/** An event of another kind than the resource events, such as a lifecycle hook's. */
export function raiseCustomEvent(
  world: World,
  event: { topic: string; subject: string; eventType: string; data: JsonObject; at: number },
): void {
  const { at, ...parts } = event;
  const number = world.store.next('events');
  const body = {
    id: world.chance.guid('event', number),
    ...parts,
    eventTime: eventTime(at),
    dataVersion: '1',
    metadataVersion: '1',
  };
  schedule(world, body, { number, at, faultTarget: { operation: event.eventType, resource: event.subject } });
}

interface Occurrence {
  number: number;
  at: number;
  faultTarget: { operation: string; resource: string };
  operation?: string;
}

function schedule(world: World, event: JsonObject, occurrence: Occurrence): void {
  const plan = deliveryPlan(world, occurrence);
  for (const subscription of world.store.subscriptions.values()) {
    if (subscription.schema === 'AutoscaleWebhook') continue;
    plan.forEach((dueAt, copy) =>
      world.store.deliveries.put(delivery({ subscription, event, occurrence, dueAt, copy })),
    );
  }
}

/** When each copy is delivered first; empty when the event is lost. */
function deliveryPlan(world: World, { number, at, faultTarget }: Occurrence): number[] {
  const { eventDelaySeconds, eventDuplicateShare } = world.settings;
  const wait = (copy: number) =>
    Math.round(world.chance.between(eventDelaySeconds, 'delay', number, copy) * SECOND);
  const effects = faultsFor(world.store, 'event', faultTarget);
  if (effects.some(({ event }) => event === 'lost')) return [];
  const extra = effects.reduce((sum, effect) => sum + extraDelay(effect), 0);
  const twice =
    effects.some(({ event }) => event === 'doubled') ||
    world.chance.draw('duplicate', number) < eventDuplicateShare;
  return (twice ? [0, 1] : [0]).map((copy) => at + wait(copy) + extra * SECOND);
}

/** Seconds; a reordered event comes after whatever is raised in the next minute. */
function extraDelay(effect: { event: string; seconds?: number }): number {
  return effect.event === 'reordered' ? 60 : (effect.seconds ?? 0);
}

function delivery(parts: {
  subscription: SubscriptionRecord;
  event: JsonObject;
  occurrence: Occurrence;
  dueAt: number;
  copy: number;
}): DeliveryRecord {
  const { subscription, event, occurrence, dueAt, copy } = parts;
  return {
    key: `${String(occurrence.number).padStart(9, '0')}/${copy}/${subscription.key}`,
    subscription: subscription.key,
    event: subscription.schema === 'CloudEventSchemaV1_0' ? cloudEvent(event) : event,
    dueAt,
    firstDueAt: dueAt,
    attempts: 0,
    ...(occurrence.operation !== undefined && { operation: occurrence.operation }),
  };
}
