import { apiVersion, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { OperationRecord } from '../records.ts';
import { ticks } from '../times.ts';

/** Retry-After on PUT and PATCH, in seconds; POST and DELETE carry none. */
const WRITE_RETRY_AFTER = '10';

/** 201 or 200 with the resource: how compute accepts a PUT or PATCH. */
export function acceptedWrite(
  request: ArmRequest,
  operation: OperationRecord,
  { status, body, etag }: { status: 200 | 201; body: unknown; etag?: string },
): ArmResponse {
  return {
    status,
    headers: {
      'azure-asyncoperation': operationUrl(request, operation),
      'azure-asyncnotification': 'Enabled',
      'retry-after': WRITE_RETRY_AFTER,
      ...(etag !== undefined && { etag }),
    },
    body,
  };
}

/** 202 without a body: how compute accepts an action or a DELETE. */
export function acceptedAction(request: ArmRequest, operation: OperationRecord): ArmResponse {
  return {
    status: 202,
    headers: {
      'azure-asyncoperation': operationUrl(request, operation),
      'azure-asyncnotification': 'Enabled',
      location: operationUrl(request, operation, { monitor: true }),
    },
  };
}

/** Where an operation is asked after, as the answers of network operations repeat it. */
export function operationUrls(request: ArmRequest, operation: OperationRecord): Record<string, string> {
  return {
    'azure-asyncoperation': operationUrl(request, operation),
    location: operationUrl(request, operation, { monitor: true }),
  };
}

/** The absolute URL a client polls, on the host it called; signed as ARM's are, which nobody checks here. */
export function operationUrl(
  request: ArmRequest,
  operation: OperationRecord,
  { monitor = false }: { monitor?: boolean } = {},
): string {
  const { provider, subscription, location, key, target } = operation;
  const path = `${request.base}/subscriptions/${subscription}/providers/${provider}/locations/${location}`;
  const version = `api-version=${apiVersion(request)}`;
  const signature = `t=${ticks(operation.startedAt)}&c=simulated&s=simulated&h=simulated`;
  if (provider === 'Microsoft.Network') {
    const kind = monitor ? 'operationResults' : 'operations';
    return `${path}/${kind}/${key}?${version}&${signature}`;
  }
  const query = [`p=${key}`, ...(monitor ? ['monitor=true'] : []), version, signature];
  const kind = /\/disks\/[^/]+$/.test(target) ? 'DiskOperations' : 'operations';
  return `${path}/${kind}/${key}?${query.join('&')}`;
}
