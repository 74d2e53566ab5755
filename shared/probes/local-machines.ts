import type { Reach } from './exchange.ts';

const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;

/** Whether only a network of its own knows the address. */
export function isPrivateAddress(host: string): boolean {
  return PRIVATE.test(host);
}

/** Machines of a simulated Azure are all reached at one address, which tells them apart by `Host`; others as they say. */
export function reachOver(url: string): Reach {
  const { hostname, port } = new URL(url);
  return (host) => (isPrivateAddress(host) ? { host: hostname, port: Number(port) } : undefined);
}
