import { listAt, textAt } from '../json.ts';
import { applicationOf } from '../rules/application.ts';
import { machineOfInterface } from '../rules/plain-machines.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { interfacesInPool } from './interfaces.ts';
import { childrenOf } from './load-balancer-children.ts';
import { answersProbes, poolMembers } from './members.ts';

/** What traffic may go to: an IP configuration in a pool, and whether the probes find a machine behind it. */
export interface Backend {
  /** Id of the IP configuration. */
  id: string;
  ipAddress?: string;
  up: boolean;
}

/** The backends of pools: machines of scale sets first, then those behind interfaces of their own. */
export function backendsOf(world: World, pools: readonly string[], at: number): Backend[] {
  const found = pools.flatMap((pool) => [
    ...poolMembers(world, pool, at).map(({ id, scaleSet, instance }) => ({
      id,
      ipAddress: instance.privateIp,
      up:
        answersProbes(instance, at) && applicationOf(world, scaleSet, { instance, now: at }).state === 'well',
    })),
    ...interfacesInPool(world, pool).map(({ id, record, address }) => {
      const machine = machineOfInterface(world, record.id, at);
      const up = machine !== undefined && answersProbes(machine.life, at);
      return { id, ...(address !== undefined && { ipAddress: address }), up };
    }),
  ]);
  return [...new Map(found.map((backend) => [backend.id, backend])).values()];
}

/** Ids of the pools that a rule, or all rules of a balancer, send traffic to. */
export function poolsOfRules({ body }: ResourceRecord, name?: string): string[] {
  const rules = childrenOf(body, 'loadBalancingRules').filter(
    (rule) => name === undefined || textAt(rule, 'name')?.toLowerCase() === name.toLowerCase(),
  );
  const ids = rules.flatMap((rule) => [
    textAt(rule, 'properties', 'backendAddressPool', 'id'),
    ...listAt(rule, 'properties', 'backendAddressPools').map((pool) => textAt(pool, 'id')),
  ]);
  return [...new Map(ids.flatMap((id) => (id === undefined ? [] : [[id.toLowerCase(), id]]))).values()];
}
