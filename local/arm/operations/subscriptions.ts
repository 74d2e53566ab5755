import { ok, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { subscriptions } from '../resources/subscriptions.ts';
import type { World } from '../world.ts';

const TENANT = '00000000-0000-0000-0000-000000000000';

export function listSubscriptions(world: World, _request: ArmRequest): ArmResponse {
  return ok({ value: subscriptions(world).map(subscriptionBody) });
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
