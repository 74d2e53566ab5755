import { isObject, type JsonObject } from '../json.ts';

/** A field that answers to api-versions before `since` do not have. */
interface Younger {
  since: string;
  provider: RegExp;
  /** Names on the way to it; `*` stands for every item of a list. */
  path: string[];
}

const compute = /Microsoft\.Compute\/virtualMachineScaleSets(?!.*networkInterfaces)/i;
const network = /Microsoft\.Network\/loadBalancers/i;
const younger = (since: string, provider: RegExp, path: string): Younger => ({
  since,
  provider,
  path: path.split('.'),
});

const YOUNGER: Younger[] = [
  ...['etag', 'properties.timeCreated', 'properties.virtualMachineProfile.timeCreated'].map((path) =>
    younger('2021-11-01', compute, path),
  ),
  younger('2021-03-01', compute, 'properties.platformFaultDomainCount'),
  younger('2021-03-01', compute, 'properties.hardwareProfile.vmSize'),
  younger('2022-01-01', network, 'properties.probes.*.properties.probeThreshold'),
  younger('2020-08-01', network, 'sku.tier'),
  younger('2020-11-01', network, 'properties.loadBalancingRules.*.properties.backendAddressPools'),
  younger('2020-04-01', network, 'properties.backendAddressPools.*.properties.loadBalancerBackendAddresses'),
];

const OLDEST_WHOLE = '2022-01-01';

/** The answer as this api-version has it. New versions, which have every field, cost nothing. */
export function atVersion(body: unknown, { path, version }: { path: string; version: string }): unknown {
  if (version >= OLDEST_WHOLE || !isObject(body)) return body;
  const missing = YOUNGER.filter(({ since, provider }) => version < since && provider.test(path));
  if (missing.length === 0) return body;
  const copy = structuredClone(body);
  const bodies = Array.isArray(copy.value) ? copy.value.filter(isObject) : [copy];
  for (const item of bodies) for (const field of missing) drop(item, field.path);
  return copy;
}

function drop(value: JsonObject, [name = '', ...rest]: string[]): void {
  if (rest.length === 0) {
    delete value[name];
    return;
  }
  const next = value[name];
  if (rest[0] === '*' && Array.isArray(next))
    next.filter(isObject).forEach((item) => drop(item, rest.slice(1)));
  else if (isObject(next)) drop(next, rest);
}
