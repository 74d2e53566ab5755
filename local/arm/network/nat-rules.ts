import { listAt, numberAt, objectAt, textAt, type JsonObject } from '../json.ts';
import { nicConfiguration } from '../views/nic-body.ts';
import { childrenOf } from './load-balancer-children.ts';
import type { PoolMember } from './members.ts';

/** The rules that a load balancer's NAT pools make by themselves: one per pool and instance, each with a port of its own. */
export function natPoolRules(
  { id, body }: { id: string; body: JsonObject },
  members: PoolMember[],
  now: number,
): JsonObject[] {
  const pools = childrenOf(body, 'inboundNatPools');
  if (pools.length === 0) return [];
  return members.flatMap((member) => {
    const used = new Set(natPoolsOf(member, now));
    return pools
      .filter((pool) => used.has(`${id}/inboundNatPools/${textAt(pool, 'name') ?? ''}`.toLowerCase()))
      .map((pool) => rule(pool, member));
  });
}

function natPoolsOf({ scaleSet, instance, id }: PoolMember, now: number): string[] {
  const configurations = listAt(nicConfiguration(scaleSet, instance, now), 'properties', 'ipConfigurations');
  const own = configurations.find((configuration) => id.endsWith(`/${textAt(configuration, 'name') ?? ''}`));
  return listAt(own, 'properties', 'loadBalancerInboundNatPools').flatMap(
    (pool) => textAt(pool, 'id')?.toLowerCase() ?? [],
  );
}

function rule(pool: JsonObject, { instance, id }: PoolMember): JsonObject {
  const {
    frontendPortRangeStart: _start,
    frontendPortRangeEnd: _end,
    ...shared
  } = objectAt(pool, 'properties');
  const first = numberAt(pool, 'properties', 'frontendPortRangeStart') ?? 0;
  return {
    name: `${textAt(pool, 'name') ?? ''}.${instance.id}`,
    properties: { ...shared, frontendPort: first + instance.index, backendIPConfiguration: { id } },
  };
}
