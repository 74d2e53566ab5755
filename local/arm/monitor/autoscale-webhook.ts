import { resourceId, SCALE_SETS } from '../ids.ts';
import { objectAt, textAt, type JsonObject } from '../json.ts';
import type { ScaleSetRecord } from '../records.ts';
import type { ResourceRecord } from '../store/store.ts';
import { eventTime, SECOND } from '../times.ts';
import type { World } from '../world.ts';

/** Schedules the call of a webhook of an autoscale setting, a few seconds after the decision. */
export function raiseWebhook(
  world: World,
  call: {
    webhook: JsonObject;
    setting: ResourceRecord;
    scaleSet: ScaleSetRecord;
    capacity: number;
    now: number;
  },
): void {
  const url = textAt(call.webhook, 'serviceUri');
  if (url === undefined) return;
  const key = `AutoscaleWebhook ${url}`;
  world.store.subscriptions.put({ key, url, schema: 'AutoscaleWebhook', validated: true });
  const number = world.store.next('events');
  const dueAt = call.now + Math.round(world.chance.between([1, 5], 'webhook', number) * SECOND);
  world.store.deliveries.put({
    key: `${String(number).padStart(9, '0')}/0/${key}`,
    subscription: key,
    event: webhookBody(call),
    dueAt,
    firstDueAt: dueAt,
    attempts: 0,
  });
}

/** Capacities are texts. */
function webhookBody(call: {
  webhook: JsonObject;
  setting: ResourceRecord;
  scaleSet: ScaleSetRecord;
  capacity: number;
  now: number;
}): JsonObject {
  const { webhook, setting, scaleSet, capacity, now } = call;
  const { subscription, resourceGroup, name, location } = scaleSet;
  const resource = resourceId(scaleSet, SCALE_SETS, name);
  const before = scaleSet.sku.capacity;
  return {
    version: '1.0',
    status: 'Activated',
    operation: capacity > before ? 'Scale Out' : 'Scale In',
    context: {
      timestamp: eventTime(now),
      id: setting.id,
      name: textAt(setting.body, 'name'),
      details: `Autoscale successfully started scale operation for resource '${name}' from capacity '${before}' to capacity '${capacity}'`,
      subscriptionId: subscription,
      resourceGroupName: resourceGroup,
      resourceName: name,
      resourceType: 'microsoft.compute/virtualmachinescalesets',
      resourceId: resource,
      portalLink: `https://portal.azure.com/#resource${resource}`,
      resourceRegion: location,
      oldCapacity: String(before),
      newCapacity: String(capacity),
    },
    properties: objectAt(webhook, 'properties'),
  };
}
