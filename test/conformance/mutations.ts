import { isObject, merged, objectAt, textAt, type JsonObject } from '../../local/arm/json.ts';

/** An answer on its way to the client. */
export interface Passing {
  method: string;
  path: string;
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** A simulator that is wrong in one respect. */
export interface Mutation {
  name: string;
  spoil: (answer: Passing) => Passing;
}

const isSet = ({ path }: Passing) => /\/virtualMachineScaleSets\/\w+$/i.test(path);
const isList = ({ path }: Passing) => /\/virtualMachines$/i.test(path);
const isPoll = ({ path, body }: Passing) => path.includes('/operations/') && isObject(body);
const isMonitor = ({ path, body }: Passing) => path.includes('/operations/') && body === undefined;
const when =
  (applies: (answer: Passing) => boolean, change: (answer: Passing) => Partial<Passing>) =>
  (answer: Passing): Passing =>
    applies(answer) ? { ...answer, ...change(answer) } : answer;
const body = (patch: JsonObject) => (answer: Passing) => ({ body: merged(objectAt(answer.body), patch) });
const header = (name: string, value: string) => (answer: Passing) => ({
  headers: { ...answer.headers, [name]: value },
});
const withoutHeader = (name: string) => (answer: Passing) => ({
  headers: Object.fromEntries(Object.entries(answer.headers).filter(([key]) => key !== name)),
});
const items = (change: (item: JsonObject) => JsonObject) => (answer: Passing) => ({
  body: { ...objectAt(answer.body), value: (objectAt(answer.body).value as JsonObject[]).map(change) },
});
const status = (code: number) => () => ({ status: code });
/** The body with every member of this name taken out, however deep. */
const withoutNamed = (value: unknown, name: string): unknown =>
  JSON.parse(JSON.stringify(value ?? null), (key, part: unknown) => (key === name ? undefined : part));
const errorCode = (answer: Passing) => textAt(answer.body, 'error', 'code');
const errorText = (answer: Passing) => textAt(answer.body, 'error', 'message') ?? '';

/** Each breaks something known of the wire, which some fact must notice. */
export const MUTATIONS: readonly Mutation[] = [
  { name: 'a creation is 200', spoil: when((a) => isSet(a) && a.status === 201, status(200)) },
  {
    name: 'an update is 202',
    spoil: when((a) => isSet(a) && a.method === 'PATCH' && a.status === 200, status(202)),
  },
  {
    name: 'an update names a Location',
    spoil: when((a) => isSet(a) && a.method === 'PATCH', header('location', 'http://x/')),
  },
  {
    name: 'a creation asks for no wait',
    spoil: when((a) => isSet(a) && a.status === 201, withoutHeader('retry-after')),
  },
  { name: 'no operation to poll', spoil: when((a) => isSet(a), withoutHeader('azure-asyncoperation')) },
  {
    name: 'an accepted write reads Succeeded',
    spoil: when(
      (a) => isSet(a) && a.method !== 'GET' && a.status < 300,
      body({ properties: { provisioningState: 'Succeeded' } }),
    ),
  },
  {
    name: 'an accepted write shows the old capacity',
    spoil: when((a) => isSet(a) && a.method !== 'GET' && a.status < 300, body({ sku: { capacity: 1 } })),
  },
  { name: 'an action is 200', spoil: when((a) => a.path.endsWith('/restart'), status(200)) },
  {
    name: 'an action asks for a wait',
    spoil: when((a) => a.path.endsWith('/restart'), header('retry-after', '10')),
  },
  {
    name: 'an action has no monitor',
    spoil: when((a) => a.path.endsWith('/restart'), withoutHeader('location')),
  },
  {
    name: 'a poll while running is 202',
    spoil: when((a) => isPoll(a) && objectAt(a.body).status === 'InProgress', status(202)),
  },
  {
    name: 'a poll says Running',
    spoil: when((a) => isPoll(a) && objectAt(a.body).status === 'InProgress', body({ status: 'Running' })),
  },
  { name: 'a poll has no name', spoil: when(isPoll, body({ name: null })) },
  {
    name: 'a failed operation is a 500',
    spoil: when((a) => isPoll(a) && objectAt(a.body).status === 'Failed', status(500)),
  },
  { name: 'a done monitor is 204', spoil: when((a) => isMonitor(a) && a.status === 200, status(204)) },
  { name: 'a running monitor is 200', spoil: when((a) => isMonitor(a) && a.status === 202, status(200)) },
  { name: 'polls never say how long to wait', spoil: when(isPoll, withoutHeader('retry-after')) },
  { name: 'polls always say how long to wait', spoil: when(isPoll, header('retry-after', '30')) },
  { name: 'the etag of the header differs', spoil: when(isSet, header('etag', '"77"')) },
  { name: 'a wrong If-Match is 409', spoil: when((a) => a.status === 412, status(409)) },
  {
    name: 'a missing set is NotFound',
    spoil: when((a) => isSet(a) && a.status === 404, body({ error: { code: 'NotFound' } })),
  },
  {
    name: "a missing set is the provider's",
    spoil: when((a) => a.status === 404, withoutHeader('x-ms-failure-cause')),
  },
  {
    name: 'a missing instance is ResourceNotFound',
    spoil: when(
      (a) => a.path.includes('/virtualMachines/') && a.status === 404,
      body({ error: { code: 'ResourceNotFound' } }),
    ),
  },
  {
    name: 'an unknown instance id has no target',
    spoil: when((a) => a.path.endsWith('/delete') && a.status === 400, body({ error: { target: null } })),
  },
  {
    name: 'instance ids are numbers',
    spoil: when(
      (a) => isList(a) && a.status === 200,
      items((item) => ({ ...item, instanceId: Number(item.instanceId) })),
    ),
  },
  {
    name: 'stubs carry properties',
    spoil: when(
      (a) => isList(a) && a.status === 200,
      items((item) => ({ ...item, properties: objectAt(item, 'properties') })),
    ),
  },
  {
    name: 'the last page has an empty nextLink',
    spoil: when(
      (a) => isList(a) && a.status === 200,
      (a) => ({ body: { nextLink: null, ...objectAt(a.body) } }),
    ),
  },
  {
    name: 'surplus leaves the network at once',
    spoil: when(
      (a) => a.path.endsWith('/networkInterfaces'),
      (a) => ({ body: { value: (objectAt(a.body).value as unknown[]).slice(0, 3) } }),
    ),
  },
  { name: 'a 429 without Retry-After', spoil: when((a) => a.status === 429, withoutHeader('retry-after')) },
  {
    name: 'a 429 without its group',
    spoil: when((a) => a.status === 429, body({ error: { details: null } })),
  },
  {
    name: 'power states carry a time',
    spoil: when(
      (a) => a.path.endsWith('/instanceView'),
      (a) => ({
        body: {
          ...objectAt(a.body),
          statuses: (objectAt(a.body).statuses as JsonObject[]).map((s) => ({ ...s, time: 'now' })),
        },
      }),
    ),
  },
  {
    name: 'children of a load balancer have no etag',
    spoil: when(
      (a) => a.path.endsWith('/loadBalancers/lb'),
      body({ properties: { backendAddressPools: [{ name: 'blue' }] } }),
    ),
  },
  {
    name: 'a pool does not show its members',
    spoil: when(
      (a) => a.path.includes('/backendAddressPools/'),
      body({ properties: { backendIPConfigurations: null } }),
    ),
  },
  {
    name: 'a new autoscale setting is 200',
    spoil: when((a) => a.path.includes('/autoscalesettings/') && a.status === 201, status(200)),
  },
  {
    name: 'a refused version names no location',
    spoil: when(
      (a) => a.status === 400 && errorCode(a) === 'NoRegisteredProviderFound',
      (a) => ({
        body: merged(objectAt(a.body), {
          error: { message: errorText(a).replace(/location '\w*'/, "location ''") },
        }),
      }),
    ),
  },
  {
    name: 'a refused version names none that there are',
    spoil: when(
      (a) => a.status === 400 && errorCode(a) === 'NoRegisteredProviderFound',
      (a) => ({
        body: merged(objectAt(a.body), { error: { message: errorText(a).replace(/ The supported.*$/, '') } }),
      }),
    ),
  },
  {
    name: 'metrics are always of the last hour',
    spoil: when((a) => a.path.endsWith('/metrics') && a.status === 200, body({ timespan: 'PT1H' })),
  },
  {
    name: 'a load balancer is never Updating',
    spoil: when(
      (a) => a.path.endsWith('/loadBalancers/lb') && a.method === 'PUT',
      body({ properties: { provisioningState: 'Succeeded' } }),
    ),
  },
  {
    name: 'frontends have no address',
    spoil: when(
      (a) => a.path.endsWith('/loadBalancers/lb'),
      (a) => ({ body: withoutNamed(a.body, 'privateIPAddress') }),
    ),
  },
  {
    name: 'pools do not say who uses them',
    spoil: when(
      (a) => a.path.endsWith('/loadBalancers/lb'),
      (a) => ({ body: withoutNamed(a.body, 'outboundRules') }),
    ),
  },
  {
    name: 'tunnels have no ports',
    spoil: when(
      (a) => a.path.includes('/backendAddressPools/'),
      (a) => ({ body: withoutNamed(a.body, 'port') }),
    ),
  },
  {
    name: 'a new pool is 200',
    spoil: when((a) => a.path.includes('/backendAddressPools/') && a.status === 201, status(200)),
  },
  {
    name: 'results of operations do not say where they are',
    spoil: when((a) => a.path.includes('/operationResults/'), withoutHeader('location')),
  },
  {
    name: 'repairs do not say what they do',
    spoil: when(
      (a) => isSet(a) && a.status < 300,
      (a) => ({ body: withoutNamed(a.body, 'repairAction') }),
    ),
  },
  {
    name: 'policies of upgrades are not shown whole',
    spoil: when(
      (a) => isSet(a) && a.status < 300,
      (a) => ({ body: withoutNamed(a.body, 'useRollingUpgradePolicy') }),
    ),
  },
  {
    name: 'disks have no caching',
    spoil: when(
      (a) => isSet(a) && a.status < 300,
      (a) => ({ body: withoutNamed(a.body, 'caching') }),
    ),
  },
  {
    name: 'disks have no kind',
    spoil: when(
      (a) => isSet(a) && a.status < 300,
      (a) => ({ body: withoutNamed(a.body, 'storageAccountType') }),
    ),
  },
  {
    name: 'identities do not tell who they are',
    spoil: when(
      (a) => isSet(a) && a.status < 300,
      (a) => ({ body: withoutNamed(a.body, 'principalId') }),
    ),
  },
  {
    name: 'applications have no switches',
    spoil: when(
      (a) => isSet(a) && a.status < 300,
      (a) => ({ body: withoutNamed(a.body, 'treatFailureAsDeploymentFailure') }),
    ),
  },
  {
    name: 'edge zones are forgotten',
    spoil: when(
      (a) => isSet(a) && a.status < 300,
      (a) => ({ body: withoutNamed(a.body, 'extendedLocation') }),
    ),
  },
  {
    name: 'user data are always shown',
    spoil: when(
      (a) => isSet(a) && a.status < 300,
      body({ properties: { virtualMachineProfile: { userData: 'c2VjcmV0' } } }),
    ),
  },
  {
    name: 'an instance that was written has the latest model',
    spoil: when(
      (a) => /\/virtualMachines\/0$/.test(a.path) && a.status === 200,
      body({ properties: { latestModelApplied: true } }),
    ),
  },
];
