const VERBS: Record<string, string> = {
  GET: 'read',
  HEAD: 'read',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'delete',
};

/** What a request is called in roles: `Microsoft.Compute/virtualMachineScaleSets/manualupgrade/action`. */
export function actionOf(method: string, path: string): string {
  const isAction = method === 'POST';
  const parts = path.split('/').filter((part) => part !== '');
  const verb = isAction ? `${parts.pop()}/action` : (VERBS[method] ?? method.toLowerCase());
  return `${typeOf(parts)}/${verb}`;
}

/** The type of the resource with an id, or of what a collection is of. */
export function resourceTypeOf(id: string): string {
  return typeOf(id.split('/').filter((part) => part !== ''));
}

/** Names and kinds take turns after the provider; what has none is a subscription or a resource group. */
function typeOf(parts: string[]): string {
  const provider = parts.findLastIndex((part) => part.toLowerCase() === 'providers');
  if (provider === -1) return `Microsoft.Resources/${parts.filter((_, index) => index % 2 === 0).join('/')}`;
  const [namespace = '', ...rest] = parts.slice(provider + 1);
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
}
