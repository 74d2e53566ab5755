import type { GridEvent } from './event-grid-event.ts';
import { EVENT_TIME, gridEvent } from './event-grid-event.ts';

/**
 * Azure Resource Notifications: the availability of a VM changed. `virtualMachine` is the resource id of a VM: of a
 * Flexible one, or of a Uniform one below its scale set.
 */
export function healthResourceEvent({
  virtualMachine,
  id,
}: {
  virtualMachine: string;
  id: string;
}): GridEvent {
  return gridEvent({
    id,
    eventType: 'Microsoft.ResourceNotifications.HealthResources.AvailabilityStatusChanged',
    subject: virtualMachine,
    data: {
      resourceInfo: {
        id: `${virtualMachine}/providers/Microsoft.ResourceHealth/availabilityStatuses/status-of-${id}`,
        name: `status-of-${id}`,
        type: 'Microsoft.ResourceHealth/availabilityStatuses',
        properties: {
          targetResourceId: virtualMachine,
          targetResourceType: 'Microsoft.Compute/virtualMachines',
          occurredTime: EVENT_TIME,
          previousAvailabilityState: 'Available',
          availabilityState: 'Unavailable',
        },
      },
      operationalInfo: { resourceEventTime: EVENT_TIME },
      apiVersion: '2023-12-01',
    },
  });
}

/**
 * Azure Resource Notifications: a VM was created or changed. Its properties name the scale set it belongs to, also
 * when the VM was attached under a name of its own.
 */
export function vmChangedNotification(vm: {
  virtualMachine: string;
  scaleSet?: string;
  id: string;
}): GridEvent {
  const { virtualMachine, scaleSet, id } = vm;
  return gridEvent({
    id,
    eventType: 'Microsoft.ResourceNotifications.Resources.CreatedOrUpdated',
    subject: virtualMachine,
    data: {
      resourceInfo: {
        id: virtualMachine,
        name: virtualMachine.split('/').at(-1),
        type: 'Microsoft.Compute/virtualMachines',
        location: 'westeurope',
        tags: {},
        properties: {
          provisioningState: 'Succeeded',
          ...(scaleSet ? { virtualMachineScaleSet: { id: scaleSet } } : {}),
        },
      },
      operationalInfo: { resourceEventTime: EVENT_TIME },
      apiVersion: '2024-11-01',
    },
  });
}
