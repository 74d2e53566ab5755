import { ArmError } from '../errors.ts';
import { param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { scopeOf } from '../ids.ts';
import { listAt, textAt, type JsonObject } from '../json.ts';
import { answersProbes, type PoolMember } from '../network/members.ts';
import { beginOperation } from '../rules/long-running.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { operationUrl } from './async-answers.ts';
import { LOAD_BALANCERS, requireLoadBalancer, viewOf } from './load-balancers.ts';

/** POST health of a rule: which of its backends the probes find up; answered through an operation. */
export function postRuleHealth(world: World, request: ArmRequest): ArmResponse {
  const record = requireLoadBalancer(world, request);
  const view = viewOf(world, request);
  const rule = view.child('loadBalancingRules', param(request, 'child'));
  if (!rule)
    throw new ArmError(404, 'NotFound', `Resource loadBalancingRules/${param(request, 'child')} not found.`);
  const members = poolNames(rule).flatMap((pool) => view.members(pool));
  const operation = beginOperation(world, {
    cause: request,
    provider: 'Microsoft.Network',
    ...scopeOf(request),
    location: textAt(record.body, 'location') ?? 'westeurope',
    target: record.key,
    endsAt: request.now + SECOND,
    output: healthOf(members, request.now),
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

function healthOf(members: PoolMember[], now: number): JsonObject {
  const addresses = members.map(({ instance, id }) => {
    const up = answersProbes(instance, now);
    return {
      ipAddress: instance.privateIp,
      networkInterfaceIPConfigurationId: { id },
      state: up ? 'Up' : 'Down',
      reason: up ? 'Up_Probe_Success' : 'Down_Probe_Timeout',
    };
  });
  const up = addresses.filter(({ state }) => state === 'Up').length;
  return { up, down: addresses.length - up, loadBalancerBackendAddresses: addresses };
}

function poolNames(rule: JsonObject): string[] {
  return listAt(rule, 'properties', 'backendAddressPools').flatMap(
    (pool) => textAt(pool, 'id')?.split('/').at(-1) ?? [],
  );
}
