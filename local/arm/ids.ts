import { notSimulated } from './errors.ts';
import { param, type ArmRequest } from './http/messages.ts';

export const SCALE_SETS = 'Microsoft.Compute/virtualMachineScaleSets';
export const VIRTUAL_MACHINES = 'Microsoft.Compute/virtualMachines';

/** Where a resource lives. */
export interface Scope {
  subscription: string;
  resourceGroup: string;
}

export function scopeOf(request: ArmRequest): Scope {
  return { subscription: param(request, 'subscription'), resourceGroup: param(request, 'resourceGroup') };
}

/** The full id of a resource: `type` as `Microsoft.Compute/virtualMachineScaleSets`. */
export function resourceId(scope: Scope, type: string, name: string): string {
  return `/subscriptions/${scope.subscription}/resourceGroups/${scope.resourceGroup}/providers/${type}/${name}`;
}

/** Ids are the same whatever their case. */
export function keyOf(id: string): string {
  return id.toLowerCase();
}

/** Takes an id such as `/subscriptions/../resourceGroups/../providers/Microsoft.Compute/virtualMachineScaleSets/web` apart. */
export function parseId(id: string): (Scope & { type: string; name: string }) | undefined {
  const match =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i.exec(id);
  if (!match) return undefined;
  const [, subscription = '', resourceGroup = '', type = '', name = ''] = match;
  return { subscription, resourceGroup, type, name };
}

/** What an id leads to, in lower case: `microsoft.network/loadbalancers/probes`; a provider's name and every second part after it. */
export function typeOf(id: string): string {
  const [provider = '', ...path] = (keyOf(id).split('/providers/').at(-1) ?? '').split('/');
  return [provider, ...path.filter((_part, index) => index % 2 === 0)].join('/');
}

/** The id given, or a loud error: for side-door requests, which name resources by id. */
export function requireId(id: string): Scope & { type: string; name: string } {
  const parsed = parseId(id);
  if (!parsed) throw notSimulated('resource id', id);
  return parsed;
}
