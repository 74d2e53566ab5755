/** As a role assignment: what may be done, and where. */
export interface Grant {
  /** The id of a subscription, a resource group or a resource; what is below it is meant too. */
  scope: string;
  /** As in a role definition, `*` for any: `Microsoft.Compute/virtualMachineScaleSets/read`. */
  actions: string[];
}

/** A caller whose rights are limited; whoever is not known here may do everything. */
export interface PrincipalRecord {
  /** The bearer token that it comes with. */
  key: string;
  grants: Grant[];
  /** The actions that it was allowed so far, and those that it was refused; each once. */
  used: string[];
  refused: string[];
}

/** Whether one of the grants allows the action on the resource; case does not matter. */
export function allows(grants: Grant[], action: string, resource: string): boolean {
  return grants.some(
    ({ scope, actions }) =>
      isWithin(resource, scope) && actions.some((pattern) => patternOf(pattern).test(action)),
  );
}

function isWithin(resource: string, scope: string): boolean {
  const border = scope.toLowerCase().replace(/\/+$/, '');
  return `${resource.toLowerCase()}/`.startsWith(`${border}/`);
}

function patternOf(action: string): RegExp {
  return new RegExp(`^${action.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i');
}
