import { ArmError } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { NAMESPACES, namespaceOf, providerBody, REGIONS } from '../resources/providers.ts';
import type { World } from '../world.ts';

/** The resource providers that something is simulated of, each registered. */
export function listProviders(_world: World, { params }: ArmRequest): ArmResponse {
  return ok({ value: NAMESPACES.map((namespace) => providerBody(namespace, params.subscription)) });
}

/** GET of a provider; POST of its registration answers the same. */
export function getProvider(_world: World, request: ArmRequest): ArmResponse {
  const asked = param(request, 'namespace');
  const namespace = namespaceOf(asked);
  if (namespace !== undefined) return ok(providerBody(namespace, request.params.subscription));
  throw new ArmError(404, 'InvalidResourceNamespace', `The resource namespace '${asked}' is invalid.`);
}

/** The regions of a subscription. */
export function listLocations(_world: World, request: ArmRequest): ArmResponse {
  const subscription = param(request, 'subscription');
  return ok({
    value: Object.entries(REGIONS).map(([name, displayName]) => ({
      id: `/subscriptions/${subscription}/locations/${name}`,
      name,
      type: 'Region',
      displayName,
      regionalDisplayName: displayName,
      metadata: { regionType: 'Physical', regionCategory: 'Recommended' },
    })),
  });
}
