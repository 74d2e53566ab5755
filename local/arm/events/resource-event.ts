import type { JsonObject } from '../json.ts';
import { objectAt, textAt, without } from '../json.ts';
import { eventTime } from '../times.ts';

/** What happened to a resource, when its operation ended. */
export interface ResourceChange {
  kind: 'Write' | 'Delete' | 'Action';
  outcome: 'Success' | 'Failure';
  /** Id of the resource. */
  resourceUri: string;
  /** Such as `Microsoft.Compute/virtualMachineScaleSets/write`. */
  operationName: string;
  subscription: string;
  resourceGroup: string;
  /** The request that caused it. */
  http: { method: string; url: string };
  at: number;
  /** The operation it ends, if any. */
  operation?: string;
}

const STATUS = { Success: 'Succeeded', Failure: 'Failed' } as const;
const ROLE = '00000000-0000-0000-0000-00000000c0de';

/** The envelope of `Microsoft.Resources.Resource{Write,Delete,Action}{Success,Failure}`. */
export function resourceEvent(
  change: ResourceChange,
  ids: { id: string; correlationId: string },
): JsonObject {
  const subject = spelled(change);
  return {
    subject,
    eventType: `Microsoft.Resources.Resource${change.kind}${change.outcome}`,
    eventTime: eventTime(change.at),
    id: ids.id,
    data: dataOf(change, subject, ids.correlationId),
    dataVersion: '2',
    metadataVersion: '1',
    topic: `/subscriptions/${change.subscription}/resourceGroups/${change.resourceGroup}`,
  };
}

function dataOf(change: ResourceChange, subject: string, correlationId: string): JsonObject {
  const { operationName, subscription, http, outcome } = change;
  return {
    authorization: {
      scope: subject,
      action: operationName,
      evidence: {
        role: 'Contributor',
        roleAssignmentScope: `/subscriptions/${subscription}`,
        roleAssignmentId: ROLE,
        roleDefinitionId: ROLE,
        principalId: ROLE,
        principalType: 'ServicePrincipal',
      },
    },
    claims: {},
    correlationId,
    httpRequest: {
      clientRequestId: correlationId,
      clientIpAddress: '127.0.0.1',
      method: http.method,
      url: http.url,
    },
    resourceProvider: operationName.split('/')[0],
    resourceUri: subject,
    operationName,
    status: STATUS[outcome],
    subscriptionId: subscription,
    tenantId: '00000000-0000-0000-0000-000000000000',
  };
}

/** Write events spell the group segment in lower case, the others do not. */
function spelled({ kind, resourceUri }: ResourceChange): string {
  return kind === 'Write' ? resourceUri.replace(/\/resourceGroups\//i, '/resourcegroups/') : resourceUri;
}

/** An Event Grid event in the CloudEvents 1.0 schema. */
export function cloudEvent(event: JsonObject): JsonObject {
  return {
    id: event.id,
    source: textAt(event, 'topic'),
    type: event.eventType,
    subject: event.subject,
    time: event.eventTime,
    specversion: '1.0',
    datacontenttype: 'application/json',
    data: without(objectAt(event, 'data')),
  };
}
