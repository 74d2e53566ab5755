/** What the URL of an exchange leads to. */
export interface Target {
  /** Path without the query. */
  path: string;
  query: URLSearchParams;
  apiVersion: string;
  /** Such as `GET virtualMachineScaleSets/{}/virtualMachines`; polls are `POLL Microsoft.Compute/operations`. */
  operation: string;
  /** The GUID of a long-running operation that is polled. */
  polled?: string;
  /** Id of the top-level resource in the path, in lower case: a scale set, a load balancer, ... */
  resource?: string;
  /** Its type without the provider, in lower case: `virtualmachinescalesets`. */
  type?: string;
  /** Instance id in the path, when the path leads into a scale set's virtual machines. */
  instance?: string;
}

const POLL = /\/providers\/([^/]+)\/locations\/[^/]+\/(\w*operation\w*)\/([0-9a-f-]{36})$/i;
const RESOURCE = /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/([^/]+)\/([^/]+))/i;
const INSTANCE = /\/virtualmachinescalesets\/[^/]+\/virtualmachines\/([^/]+)/i;

export function targetOf(method: string, url: string): Target {
  const parsed = new URL(url, 'https://management.azure.com');
  const path = parsed.pathname;
  const poll = POLL.exec(path);
  const resource = RESOURCE.exec(path);
  const instance = INSTANCE.exec(path)?.[1];
  return {
    path,
    query: parsed.searchParams,
    apiVersion: parsed.searchParams.get('api-version') ?? '',
    operation: poll ? `POLL ${poll[1]}/${poll[2]}` : `${method} ${typeNames(path)}`,
    ...(poll?.[3] !== undefined && { polled: poll[3].toLowerCase() }),
    ...(resource && { resource: resource[1]?.toLowerCase(), type: resource[2]?.toLowerCase() }),
    ...(instance !== undefined && { instance: decodeURIComponent(instance) }),
  } as Target;
}

/** `virtualMachineScaleSets/{}/virtualMachines`: names of things replaced, names of types and actions kept. */
function typeNames(path: string): string {
  const [, rest = ''] = /\/providers\/[^/]+\/(.*)$/.exec(path) ?? [];
  return rest
    .split('/')
    .map((part, index) => (index % 2 === 0 || part === 'latest' || part === 'cancel' ? part : '{}'))
    .join('/');
}
