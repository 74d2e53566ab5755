import { isObject, listAt, numberAt, objectAt, textAt, type JsonObject } from '../../local/arm/json.ts';

/** Ports that follow from the number of an instance, given from there: the two sides number their instances differently. */
export function withRelativePorts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withRelativePorts);
  if (!isObject(value)) return value;
  const parts = Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, withRelativePorts(part)]),
  );
  return relativeMapping(relativeRule(parts));
}

/** A rule that a NAT pool makes is called `pool.instance`. */
function relativeRule(rule: JsonObject): JsonObject {
  const instance = /\.(\d+)$/.exec(textAt(rule, 'name') ?? '')?.[1];
  const port = numberAt(rule, 'properties', 'frontendPort');
  if (instance === undefined || port === undefined) return rule;
  return { ...rule, properties: { ...objectAt(rule, 'properties'), frontendPort: port - Number(instance) } };
}

/** A NAT rule over a pool maps a port to each of the pool's members. */
function relativeMapping(member: JsonObject): JsonObject {
  const { inboundNatRulesPortMapping: mapping, networkInterfaceIPConfiguration: owner } = member;
  const instance = /\/virtualMachines\/(\d+)\//i.exec(textAt(owner, 'id') ?? '')?.[1];
  if (instance === undefined || !Array.isArray(mapping)) return member;
  const relative = listAt(mapping).map((rule) => ({
    ...objectAt(rule),
    frontendPort: (numberAt(rule, 'frontendPort') ?? 0) - Number(instance),
  }));
  return { ...member, inboundNatRulesPortMapping: relative };
}
