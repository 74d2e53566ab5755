import { isObject, objectAt, textAt, type JsonObject } from '../json.ts';
import type { ResourceRecord } from '../store/store.ts';
import { childrenOf } from './load-balancer-children.ts';

/** The service keeps the first four addresses of a subnet. */
const FIRST_FREE = 4;

/** The load balancer with an address for each frontend in a subnet that has none: the one it had, or the next free one. */
export function withFrontendAddresses(
  body: JsonObject,
  { current, others }: { current: ResourceRecord | undefined; others: Iterable<ResourceRecord> },
): JsonObject {
  const frontends = childrenOf(body, 'frontendIPConfigurations');
  const before = current ? childrenOf(current.body, 'frontendIPConfigurations') : [];
  if (!frontends.some(isWithout)) return body;
  const taken = [
    ...frontends,
    ...[...others].flatMap((other) => childrenOf(other.body, 'frontendIPConfigurations')),
  ];
  const addressed = frontends.map((frontend) => {
    if (!isWithout(frontend)) return frontend;
    const former = before.find(
      (other) => other.name === frontend.name && subnetOf(other) === subnetOf(frontend),
    );
    const address = former ? addressOf(former) : nextFree(subnetOf(frontend), taken);
    const complete = {
      ...frontend,
      properties: { privateIPAddress: address, ...objectAt(frontend, 'properties') },
    };
    taken.push(complete);
    return complete;
  });
  return { ...body, properties: { ...objectAt(body, 'properties'), frontendIPConfigurations: addressed } };
}

/** Whether some frontend came, went or moved in or out of a subnet. */
export function movesPrivateFrontends(next: JsonObject, before: JsonObject | undefined): boolean {
  const names = (body: JsonObject) =>
    childrenOf(body, 'frontendIPConfigurations')
      .filter((frontend) => subnetOf(frontend) !== undefined)
      .map(({ name }) => String(name))
      .sort()
      .join('/');
  return before !== undefined && names(next) !== names(before);
}

function isWithout(frontend: JsonObject): boolean {
  return subnetOf(frontend) !== undefined && addressOf(frontend) === undefined;
}

function nextFree(subnet: string | undefined, taken: JsonObject[]): string {
  const used = new Set(taken.filter((frontend) => subnetOf(frontend) === subnet).map(addressOf));
  let host = FIRST_FREE;
  while (used.has(`10.0.0.${host}`)) host++;
  return `10.0.0.${host}`;
}

function subnetOf(frontend: JsonObject): string | undefined {
  const { subnet } = objectAt(frontend, 'properties');
  return isObject(subnet) ? (textAt(subnet, 'id') ?? '').toLowerCase() : undefined;
}

function addressOf(frontend: JsonObject): string | undefined {
  return textAt(frontend, 'properties', 'privateIPAddress');
}
