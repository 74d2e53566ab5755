import { randomUUID } from 'node:crypto';

/** A request that carries one hint. */
export interface HintRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Doors {
  /** Paths with their keys. */
  eventGrid: string;
  scaleEvents: string;
  scaleSet: string;
  key: string;
}

/** What Event Grid delivers when a scale set was written: each with an id of its own. */
export function eventGridDelivery({ eventGrid, scaleSet }: Doors): HintRequest {
  const event = {
    id: randomUUID(),
    topic: `/subscriptions/${scaleSet.split('/')[2] ?? ''}`,
    subject: scaleSet,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime: new Date().toISOString(),
    dataVersion: '2',
    metadataVersion: '1',
    data: {
      resourceUri: scaleSet,
      resourceProvider: 'Microsoft.Compute',
      operationName: 'Microsoft.Compute/virtualMachineScaleSets/write',
      status: 'Succeeded',
      correlationId: randomUUID(),
    },
  };
  return {
    path: eventGrid,
    headers: { 'aeg-event-type': 'Notification' },
    body: JSON.stringify([event]),
  };
}

/** What autoscale's webhook posts. */
export function autoscaleNotice({ scaleEvents, scaleSet, key }: Doors): HintRequest {
  const notice = {
    version: '1.0',
    status: 'Activated',
    operation: 'Scale Out',
    context: {
      timestamp: new Date().toISOString(),
      id: `${scaleSet.split('/providers/')[0] ?? ''}/providers/microsoft.insights/autoscalesettings/${randomUUID()}`,
      name: 'bench',
      details: 'Autoscale successfully started scale operation',
      resourceId: scaleSet,
      oldCapacity: '3',
      newCapacity: '3',
    },
  };
  return { path: scaleEvents, headers: { 'x-functions-key': key }, body: JSON.stringify(notice) };
}
