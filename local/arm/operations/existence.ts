import { resourceGroupNotFound, subscriptionNotFound } from '../errors.ts';
import type { ArmRequest } from '../http/messages.ts';
import { scopeOf } from '../ids.ts';
import { findGroup } from '../resources/groups.ts';
import { isSubscription } from '../resources/subscriptions.ts';
import type { World } from '../world.ts';
import { requireStanding } from './resource-groups.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';

/** Refuses whatever is asked of a subscription or resource group that is not there, and what is written into a group that goes. */
export function requireSurroundings(
  world: World,
  request: ArmRequest,
  { method, path }: RestOperation,
): void {
  if (!world.settings.requireExistence) return;
  const { subscription, resourceGroup } = request.params;
  if (subscription !== undefined && !isSubscription(world, subscription))
    throw subscriptionNotFound(subscription);
  // What is asked of the group itself is answered by its operations.
  if (resourceGroup === undefined || path === PATHS.group) return;
  const group = findGroup(world, scopeOf(request));
  if (!group) throw resourceGroupNotFound(resourceGroup);
  if (method === 'PUT') requireStanding(group);
}
