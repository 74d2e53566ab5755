import { keyOf } from '../ids.ts';
import { backendsOf, poolsOfRules } from '../network/backends.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';

const BALANCER = 'Microsoft.Network/loadBalancers';

export function balancerOf(world: World, resource: string): ResourceRecord | undefined {
  const record = world.store.resources.get(keyOf(resource));
  return record?.type === BALANCER ? record : undefined;
}

/**
 * How available the backends of a balancer's rules are at a time, in percent: `DipAvailability` tells which share the
 * probes find, of one address only when `backend` says so; `VipAvailability` whether any is found. Nothing for other
 * metrics, and while there is no backend.
 */
export function availability(
  world: World,
  balancer: ResourceRecord,
  { name, backend, at }: { name: string; backend?: string; at: number },
): number | undefined {
  const all = backendsOf(world, poolsOfRules(balancer), at);
  const asked = backend === undefined ? all : all.filter(({ ipAddress }) => ipAddress === backend);
  const up = asked.filter((one) => one.up).length;
  if (asked.length === 0) return undefined;
  if (/^DipAvailability$/i.test(name)) return (100 * up) / asked.length;
  return /^VipAvailability$/i.test(name) ? (up > 0 ? 100 : 0) : undefined;
}

/** The addresses that a balancer's rules send traffic to, in the order of their pools. */
export function backendAddresses(world: World, balancer: ResourceRecord, at: number): string[] {
  return backendsOf(world, poolsOfRules(balancer), at).flatMap(({ ipAddress }) => ipAddress ?? []);
}
