import { keyOf, resourceId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { storedLoadBalancer } from '../network/load-balancer-children.ts';
import { requireNameOf } from '../members/names.ts';
import { ensureGroup } from '../resources/groups.ts';
import type { World } from '../world.ts';
import { DEFAULT_SUBSCRIPTION } from '../settings.ts';

/** A load balancer in short: one frontend, and pools of these names. */
export interface LoadBalancerSpec {
  subscription?: string;
  resourceGroup: string;
  name: string;
  location?: string;
  sku?: 'Basic' | 'Standard';
  /** Backend pools; default one called `pool`. */
  pools?: string[];
  /** A rule from a frontend port to a pool, each with a TCP probe of its own. */
  rules?: Array<{ name: string; pool: string; frontendPort: number; backendPort: number }>;
  /** Whole lists of children in ARM's shape, in place of the above. */
  properties?: JsonObject;
}

const TYPE = 'Microsoft.Network/loadBalancers';

/** Stores the load balancer as if it had been there for long; returns its resource id. */
export function createLoadBalancer(world: World, spec: LoadBalancerSpec): string {
  const { subscription = DEFAULT_SUBSCRIPTION, resourceGroup, name } = spec;
  requireNameOf('loadBalancers', name);
  const id = resourceId({ subscription, resourceGroup }, TYPE, name);
  ensureGroup(world, { subscription, resourceGroup }, spec.location);
  const body = storedLoadBalancer({
    location: spec.location ?? 'westeurope',
    sku: { name: spec.sku ?? 'Standard', tier: 'Regional' },
    properties: { ...propertiesOf(spec, id), ...spec.properties },
  });
  world.store.resources.put({ key: keyOf(id), id, type: TYPE, body, revision: 1 });
  return id;
}

function propertiesOf({ name, pools = ['pool'], rules = [] }: LoadBalancerSpec, id: string): JsonObject {
  const publicIp = `${id.slice(0, id.indexOf('/loadBalancers/'))}/publicIPAddresses/${name}-ip`;
  return {
    frontendIPConfigurations: [{ name: 'frontend', properties: { publicIPAddress: { id: publicIp } } }],
    backendAddressPools: pools.map((pool) => ({ name: pool })),
    probes: rules.map((rule) => ({
      name: `${rule.name}-probe`,
      properties: { protocol: 'Tcp', port: rule.backendPort },
    })),
    loadBalancingRules: rules.map((rule) => ({
      name: rule.name,
      properties: {
        frontendIPConfiguration: { id: `${id}/frontendIPConfigurations/frontend` },
        backendAddressPool: { id: `${id}/backendAddressPools/${rule.pool}` },
        probe: { id: `${id}/probes/${rule.name}-probe` },
        frontendPort: rule.frontendPort,
        backendPort: rule.backendPort,
      },
    })),
  };
}
