import { ArmError } from '../errors.ts';
import { param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { scopeOf } from '../ids.ts';
import { textAt, type JsonObject } from '../json.ts';
import { backendsOf, poolsOfRules, type Backend } from '../network/backends.ts';
import { beginOperation } from '../rules/long-running.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { operationUrl } from './async-answers.ts';
import { LOAD_BALANCERS, requireLoadBalancer, viewOf } from './load-balancers.ts';

/** POST health of a rule: which of its backends the probes find up; answered through an operation. */
export function postRuleHealth(world: World, request: ArmRequest): ArmResponse {
  const record = requireLoadBalancer(world, request);
  if (!viewOf(world, request).child('loadBalancingRules', param(request, 'child')))
    throw new ArmError(404, 'NotFound', `Resource loadBalancingRules/${param(request, 'child')} not found.`);
  const backends = backendsOf(world, poolsOfRules(record, param(request, 'child')), request.now);
  const operation = beginOperation(world, {
    cause: request,
    provider: 'Microsoft.Network',
    ...scopeOf(request),
    location: textAt(record.body, 'location') ?? 'westeurope',
    target: record.key,
    endsAt: request.now + SECOND,
    output: healthOf(backends),
    change: {
      kind: 'Action',
      resourceUri: record.id,
      operationName: `${LOAD_BALANCERS}/loadBalancingRules/health/action`,
    },
  });
  return {
    status: 202,
    headers: {
      location: operationUrl(request, operation, { monitor: true }),
      'azure-asyncoperation': operationUrl(request, operation),
      'retry-after': '1',
    },
  };
}

function healthOf(backends: Backend[]): JsonObject {
  const addresses = backends.map(({ id, ipAddress, up }) => ({
    ...(ipAddress !== undefined && { ipAddress }),
    networkInterfaceIPConfigurationId: { id },
    state: up ? 'Up' : 'Down',
    reason: up ? 'Up_Probe_Success' : 'Down_Probe_Timeout',
  }));
  const up = backends.filter((backend) => backend.up).length;
  return { up, down: addresses.length - up, loadBalancerBackendAddresses: addresses };
}
