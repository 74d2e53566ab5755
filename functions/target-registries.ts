import type { OctopusRegistry } from '../shared/octopus/octopus-target-registry.ts';
import type { Deployments } from '../shared/ports/deployments.ts';
import type { ResolvedTargeting, TargetRegistry } from '../shared/ports/target-registry.ts';

/** The kinds of registry that a fleet may have. */
export interface Registries {
  octopus: { registry: OctopusRegistry; deployments: Deployments };
  webhooks: { registry: TargetRegistry; deployments: Deployments };
}

/**
 * Both ports over all kinds of registry: the only place that asks which one a fleet has. What a fleet is resolved to says
 * it from then on.
 */
export function targetRegistries({ octopus, webhooks }: Registries): {
  registry: TargetRegistry;
  deployments: Deployments;
} {
  const ofFleet: Pick<TargetRegistry, 'flaws' | 'resolve'> = {
    // Whether Octopus knows the names is found out by asking it, in the fleet's reactions.
    flaws: async (fleet) => (fleet.webhooks ? webhooks.registry.flaws(fleet) : []),
    resolve: async (marked) => {
      const { octopus: targeting } = marked.fleet;
      return targeting ? octopus.registry.resolve(targeting) : webhooks.registry.resolve(marked);
    },
  };
  return {
    registry: { ...byScope({ ...octopus.registry, ...ofFleet }, webhooks.registry), ...ofFleet },
    deployments: byScope(octopus.deployments, webhooks.deployments),
  };
}

type Scoped = (scope: ResolvedTargeting, ...rest: unknown[]) => unknown;

/** Each method goes to the one that its first argument, the scope, belongs to. */
function byScope<Port extends object>(octopus: Port, webhooks: Port): Port {
  const route = (method: keyof Port): Scoped => {
    const [ofOctopus, ofWebhooks] = [octopus[method], webhooks[method]] as [Scoped, Scoped];
    return (scope, ...rest) => (scope.endpoints ? ofWebhooks : ofOctopus)(scope, ...rest);
  };
  const methods = Object.keys(octopus) as (keyof Port)[];
  return Object.fromEntries(methods.map((method) => [method, route(method)])) as Port;
}
