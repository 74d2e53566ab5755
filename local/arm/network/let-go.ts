import { isObject, objectAt, textAt, type JsonObject } from '../json.ts';
import type { World } from '../world.ts';
import { configurationsOf, INTERFACES } from './interfaces.ts';
import { CHILDREN, childrenOf } from './load-balancer-children.ts';

const LISTS = ['loadBalancerBackendAddressPools', 'loadBalancerInboundNatRules'];

/** Takes out of interfaces what they say of children that a balancer, as it is from now on, does not have; all when it is gone. */
export function letGoOfBalancer(world: World, balancer: string, now: JsonObject | undefined): void {
  const id = balancer.toLowerCase();
  const kept = new Set(
    CHILDREN.flatMap((kind) =>
      (now ? childrenOf(now, kind) : []).map((child) => `${id}/${kind}/${String(child.name)}`.toLowerCase()),
    ),
  );
  const isGone = (reference: unknown) => {
    const to = textAt(reference, 'id')?.toLowerCase() ?? '';
    return to.startsWith(`${id}/`) && !kept.has(to);
  };
  for (const record of [...world.store.resources.group(INTERFACES)]) {
    const before = configurationsOf(record.body);
    const ipConfigurations = before.map((one) => without(one, isGone));
    if (ipConfigurations.every((one, index) => one === before[index])) continue;
    const properties = { ...objectAt(record.body, 'properties'), ipConfigurations };
    world.store.resources.put({
      ...record,
      revision: record.revision + 1,
      body: { ...record.body, properties },
    });
  }
}

function without(configuration: JsonObject, isGone: (reference: unknown) => boolean): JsonObject {
  const properties = objectAt(configuration, 'properties');
  const lists = LISTS.filter((name) => {
    const list = properties[name];
    return Array.isArray(list) && list.filter(isObject).some(isGone);
  });
  if (lists.length === 0) return configuration;
  const left = lists.map((name) => [name, (properties[name] as unknown[]).filter((one) => !isGone(one))]);
  return { ...configuration, properties: { ...properties, ...Object.fromEntries(left) } };
}
