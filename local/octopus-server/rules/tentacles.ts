import type { Endpoint } from '../model.ts';
import type { Tentacle } from '../side-door-model.ts';
import type { World } from '../world.ts';

export const LISTENING_PORT = 10933;
const POLLING = /^poll:\/\//i;

export interface Address {
  host: string;
  port: number;
}

export type Contact =
  { kind: 'healthy' | 'unhealthy' | 'untrusted'; thumbprint: string } | { kind: 'unreachable' };

/** The key under which a Tentacle is declared: `host:port`, or its `poll://` address. */
export function tentacleKey({ host, port }: Address): string {
  return POLLING.test(host) ? host.toLowerCase() : `${host.toLowerCase()}:${port}`;
}

/** Where the server finds the machine; undefined for an endpoint that has no connection. */
export function addressOf(endpoint: Endpoint): Address | undefined {
  if (endpoint.CommunicationStyle === 'None') return undefined;
  if (endpoint.CommunicationStyle === 'Ssh')
    return { host: String(endpoint['Host']), port: Number(endpoint['Port'] ?? 22) };
  const uri = String(endpoint['Uri']);
  if (POLLING.test(uri)) return { host: uri, port: 0 };
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  return { host: url?.hostname ?? uri, port: Number(url?.port || LISTENING_PORT) };
}

/** What answers at the address at this instant, whatever thumbprint is expected. */
export function contact(world: World, address: Address): Contact {
  const declared = world.store.get('tentacles', tentacleKey(address));
  if (declared) return contactDeclared(declared, world.now);
  const found = world.settings.tentacleAt?.(address.host, address.port, world.now);
  if (!found) return { kind: 'unreachable' };
  return { kind: found.healthy ? 'healthy' : 'unhealthy', thumbprint: found.thumbprint };
}

/** As `contact`, for a registered endpoint: a Tentacle with another certificate is not trusted. */
export function contactEndpoint(world: World, endpoint: Endpoint): Contact {
  const address = addressOf(endpoint);
  if (!address) return { kind: 'healthy', thumbprint: '' };
  const found = contact(world, address);
  const expected = endpoint['Thumbprint'] ?? endpoint['Fingerprint'];
  if (found.kind === 'unreachable' || sameThumbprint(found.thumbprint, expected)) return found;
  return { kind: 'untrusted', thumbprint: found.thumbprint };
}

export function isReachable(found: Contact): boolean {
  return found.kind === 'healthy' || found.kind === 'unhealthy';
}

function contactDeclared(tentacle: Tentacle, now: number): Contact {
  if (!listens(tentacle, now)) return { kind: 'unreachable' };
  const healthy = tentacle.healthyFrom !== null && now >= tentacle.healthyFrom;
  return { kind: healthy ? 'healthy' : 'unhealthy', thumbprint: tentacle.thumbprint };
}

function listens(tentacle: Tentacle, now: number): boolean {
  if (tentacle.from === null || now < tentacle.from) return false;
  if (tentacle.until !== null && now >= tentacle.until) return false;
  return !tentacle.outages.some((outage) => now >= outage.from && now < outage.until);
}

function sameThumbprint(one: string, other: unknown): boolean {
  return typeof other === 'string' && one.toLowerCase() === other.toLowerCase();
}
