import type { CloudEvent, GridEvent } from './event-grid-event.ts';
import { asCloudEvent, gridEvent } from './event-grid-event.ts';

const HEX_SUFFIX = '_3c0ffee5';

interface Operation {
  id: string;
  /** Resource id. */
  resource: string;
  /** Such as `Microsoft.Compute/virtualMachines/write`. */
  operationName: string;
  kind: 'Write' | 'Delete' | 'Action';
  outcome?: 'Success' | 'Failure' | 'Cancel';
}

/** `Microsoft.Resources.Resource{Write,Delete,Action}{Success,Failure,Cancel}` for any resource. */
export function resourceOperationEvent(operation: Operation): GridEvent {
  const { id, resource, operationName, kind, outcome = 'Success' } = operation;
  return gridEvent({
    id,
    eventType: `Microsoft.Resources.Resource${kind}${outcome}`,
    subject: resource,
    data: {
      authorization: { scope: resource, action: operationName, evidence: { role: 'Contributor' } },
      claims: {},
      correlationId: `correlation-of-${id}`,
      httpRequest: { method: kind === 'Delete' ? 'DELETE' : 'PUT', url: `https://arm.example${resource}` },
      resourceProvider: 'Microsoft.Compute',
      resourceUri: resource,
      operationName,
      status: outcome === 'Success' ? 'Succeeded' : 'Failed',
    },
  });
}

/** A scale set was written: created, resized by hand or by autoscale, or changed in any other way. */
export function vmssWriteEvent({ scaleSet, id }: { scaleSet: string; id: string }): GridEvent {
  // Write events spell the group segment in lower case, unlike ARM's answers.
  const resource = scaleSet.replace('/resourceGroups/', '/resourcegroups/');
  const operationName = 'Microsoft.Compute/virtualMachineScaleSets/write';
  return resourceOperationEvent({ id, resource, operationName, kind: 'Write' });
}

/** Instances of a Uniform scale set were deleted; the event does not say which. */
export function vmssDeleteInstancesEvent({ scaleSet, id }: { scaleSet: string; id: string }): GridEvent {
  const operationName = 'Microsoft.Compute/virtualMachineScaleSets/delete/action';
  return resourceOperationEvent({ id, resource: scaleSet, operationName, kind: 'Action' });
}

/** A VM of a Flexible scale set was written; only its name tells the scale set. */
export function flexVmWriteEvent({ scaleSet, id }: { scaleSet: string; id: string }): GridEvent {
  const operationName = 'Microsoft.Compute/virtualMachines/write';
  return resourceOperationEvent({ id, resource: flexVmOf(scaleSet), operationName, kind: 'Write' });
}

/** A VM of a Flexible scale set was deleted, in Event Grid's schema. */
export function vmDeletedEvent({ scaleSet, id }: { scaleSet: string; id: string }): GridEvent {
  const operationName = 'Microsoft.Compute/virtualMachines/delete';
  return resourceOperationEvent({ id, resource: flexVmOf(scaleSet), operationName, kind: 'Delete' });
}

/** A VM of a Flexible scale set was deleted, in the CloudEvents schema. */
export function vmDeletedCloudEvent(event: { scaleSet: string; id: string }): CloudEvent {
  return asCloudEvent(vmDeletedEvent(event));
}

/** The resource id of a VM that a Flexible scale set named: its own name, and eight hex digits. */
export function flexVmOf(scaleSet: string, suffix = HEX_SUFFIX): string {
  return `${scaleSet.replace(/\/virtualMachineScaleSets\//i, '/virtualMachines/')}${suffix}`;
}
