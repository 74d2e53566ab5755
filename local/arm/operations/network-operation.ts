import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import { scopeOf } from '../ids.ts';
import { textAt } from '../json.ts';
import type { OperationRecord } from '../records.ts';
import { beginOperation } from '../rules/long-running.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { operationUrl } from './async-answers.ts';

/** Begins what the network does to one of its resources. */
export function beginNetworkOperation(
  world: World,
  request: ArmRequest,
  { record, endsAt, kind }: { record: ResourceRecord; endsAt: number; kind: 'Write' | 'Delete' },
): OperationRecord {
  return beginOperation(world, {
    cause: request,
    provider: 'Microsoft.Network',
    ...scopeOf(request),
    location: textAt(record.body, 'location') ?? 'westeurope',
    target: record.key,
    endsAt,
    monitorStatus: 204,
    change: { kind, resourceUri: record.id, operationName: `${record.type}/${kind.toLowerCase()}` },
  });
}

/** The answer to what the network has begun to take away. */
export function acceptedRemoval(request: ArmRequest, operation: OperationRecord): ArmResponse {
  return {
    status: 202,
    headers: {
      'azure-asyncoperation': operationUrl(request, operation),
      location: operationUrl(request, operation, { monitor: true }),
      'retry-after': '10',
    },
  };
}
