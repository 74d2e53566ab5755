import { param, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { parseFilter } from '../resources/filter.ts';
import { inventory, itemBody } from '../resources/inventory.ts';
import type { World } from '../world.ts';
import { page, pageSize } from './paging.ts';
import { requireGroup } from './resource-groups.ts';

/** Every resource of a subscription, in short. */
export function listResources(world: World, request: ArmRequest): ArmResponse {
  return list(world, request, `/subscriptions/${param(request, 'subscription')}/`);
}

export function listGroupResources(world: World, request: ArmRequest): ArmResponse {
  return list(world, request, `${requireGroup(world, request).id}/`);
}

/** HEAD of any resource: whether there is one. */
export function headResource(_world: World, request: ArmRequest): ArmResponse {
  const path = request.url.split('?', 1)[0] ?? '';
  request.ask({ method: 'GET', path });
  return { status: 204 };
}

function list(world: World, request: ArmRequest, prefix: string): ArmResponse {
  const matches = parseFilter(queryOption(request, '$filter'));
  const found = inventory(world, prefix, request.now).filter(matches);
  return page(request, found, { size: pageSize(request), view: itemBody });
}
