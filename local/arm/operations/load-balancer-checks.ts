import { ArmError } from '../errors.ts';
import { isObject, numberAt, objectAt, textAt, type JsonObject } from '../json.ts';
import { loadBalancer } from '../members/load-balancer.ts';
import { readBody } from '../members/read-members.ts';
import { NETWORK } from '../members/refusals.ts';
import { requireMembers } from '../members/require-members.ts';
import { CHILDREN, childrenOf, type ChildKind } from '../network/load-balancer-children.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { missingReference, requireReferences } from './references.ts';
import { requireUniqueNames } from './unique-names.ts';
import { namedByAddress } from './write-body.ts';

const bad = (code: string, message: string): ArmError =>
  new ArmError(400, code, message).with({ details: [] });

/** The body of a PUT by the table of its members. */
export function readLoadBalancer(body: JsonObject): JsonObject {
  const read = readBody(loadBalancer, body, NETWORK);
  requireMembers(loadBalancer, read, NETWORK);
  return read;
}

/** The body of a PUT of one child, by the same table. */
export function readChild(kind: ChildKind, name: string, body: JsonObject): JsonObject {
  const alone = { location: '', properties: { [kind]: [namedByAddress(body, name)] } };
  return objectAt(readLoadBalancer(alone), 'properties', kind, 0);
}

/** Refuses a balancer that, as it would be kept, is not one that can be. */
export function requireValidBalancer(
  world: World,
  { id, body, current }: { id: string; body: JsonObject; current: ResourceRecord | undefined },
): void {
  for (const kind of CHILDREN) requireUniqueNames(id, kind, childrenOf(body, kind));
  requireSameSku(id, body, current?.body);
  requirePorts(id, body);
  requireReferences(world, loadBalancer, {
    body,
    before: current?.body,
    own: id,
    refuse: missingReference(id),
  });
  requireOwnReferences(id, body);
}

/** Every reference to a child of the same load balancer must lead somewhere, whoever checks those to others. */
export function requireOwnReferences(id: string, body: JsonObject): void {
  const known = new Set(
    CHILDREN.flatMap((kind) =>
      childrenOf(body, kind).map((child) => `${id}/${kind}/${String(child.name)}`.toLowerCase()),
    ),
  );
  for (const reference of idsIn(body))
    if (reference.startsWith(`${id.toLowerCase()}/`) && !known.has(reference))
      throw missingReference(id)({ id: reference });
}

function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === 'id' && typeof part === 'string' ? [part.toLowerCase()] : idsIn(part),
  );
}

function requireSameSku(id: string, body: JsonObject, before: JsonObject | undefined): void {
  for (const name of ['name', 'tier']) {
    const [was, asked] = [textAt(before, 'sku', name), textAt(body, 'sku', name)];
    if (was === undefined || was === asked) continue;
    throw bad(
      'SkuCannotBeChangedOnUpdate',
      `Sku property is set at creation time and cannot be changed from ${was} to ${asked} on resource update for resource ${id}.`,
    );
  }
}

/** Ranges the right way round; two rules of one frontend cannot listen at the same port. */
function requirePorts(id: string, body: JsonObject): void {
  for (const kind of ['inboundNatPools', 'inboundNatRules'] as const)
    for (const child of childrenOf(body, kind)) requireRange(id, kind, child);
  const seen = new Set<string>();
  for (const rule of childrenOf(body, 'loadBalancingRules')) {
    const { frontendIPConfiguration, protocol, frontendPort } = objectAt(rule, 'properties');
    const place = `${textAt(frontendIPConfiguration, 'id')?.toLowerCase()} ${String(protocol)} ${String(frontendPort)}`;
    if (seen.has(place))
      throw bad(
        'RulesUseSameFrontendPortProtocolAndIPConfig',
        `Load balancing rules with the same frontend port, protocol and frontend IP configuration are not allowed. See ${id}/loadBalancingRules/${String(rule.name)}.`,
      );
    seen.add(place);
  }
}

function requireRange(id: string, kind: ChildKind, child: JsonObject): void {
  const first = numberAt(child, 'properties', 'frontendPortRangeStart');
  const last = numberAt(child, 'properties', 'frontendPortRangeEnd');
  if (first === undefined || last === undefined || first <= last) return;
  throw bad(
    'InvalidFrontendPortRange',
    `The frontend port range of ${id}/${kind}/${String(child.name)} must not end (${last}) before it starts (${first}).`,
  );
}
