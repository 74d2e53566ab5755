import { ok, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { DEFAULT_SUBSCRIPTION } from '../sim/scale-set-spec.ts';
import type { World } from '../world.ts';

const TENANT = '00000000-0000-0000-0000-000000000000';

/** The subscriptions there is anything in, and the one there always is. */
export function listSubscriptions(world: World, _request: ArmRequest): ArmResponse {
  const ids = new Set([DEFAULT_SUBSCRIPTION]);
  for (const { subscription } of world.store.scaleSets.values()) ids.add(subscription);
  return ok({ value: [...ids].map(subscriptionBody) });
}

export function getSubscription(_world: World, { params }: ArmRequest): ArmResponse {
  return ok(subscriptionBody(params.subscription ?? ''));
}

export function listTenants(): ArmResponse {
  return ok({ value: [{ id: `/tenants/${TENANT}`, tenantId: TENANT, displayName: 'Simulated' }] });
}

function subscriptionBody(subscriptionId: string): object {
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId,
    tenantId: TENANT,
    displayName: 'Simulated',
    state: 'Enabled',
    subscriptionPolicies: { locationPlacementId: 'Internal', quotaId: 'Internal', spendingLimit: 'Off' },
  };
}
