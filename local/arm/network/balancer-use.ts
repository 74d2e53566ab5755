import { ArmError } from '../errors.ts';
import { resourceId, SCALE_SETS } from '../ids.ts';
import { isObject, listAt, textAt, type JsonObject } from '../json.ts';
import type { ScaleSetRecord } from '../records.ts';
import { appliedVersion, isAbsent } from '../rules/instance-state.ts';
import { isDeleted } from '../rules/scale-set-state.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { CHILDREN, childrenOf } from './load-balancer-children.ts';

/** What a scale set can hold on to: by its model, or by that of an instance that has not been upgraded yet. */
interface Use {
  /** Id of the child, in lower case. */
  child: string;
  /** Id of the set. */
  scaleSet: string;
}

const bad = (code: string, message: string): ArmError =>
  new ArmError(400, code, message).with({ details: [] });

/** Refuses to delete a load balancer that a scale set still uses. */
export function requireBalancerUnused(world: World, { id, body }: ResourceRecord, now: number): void {
  const [first, ...others] = usesOf(world, id, now);
  if (!first) return;
  const names = [first, ...others]
    .filter(({ scaleSet }) => scaleSet === first.scaleSet)
    .map(({ child }) => nameOf(body, id, child));
  throw bad(
    'LoadBalancerInUseByVirtualMachineScaleSet',
    `Cannot delete load balancer ${id} since its child resources ${[...new Set(names)].join(', ')} are in use by virtual machine scale set ${first.scaleSet}.`,
  );
}

/** Refuses a write that leaves out a pool, probe or NAT pool that a scale set still uses, or the rule its probe goes by. */
export function requireChildrenUnused(
  world: World,
  { current, body, now }: { current: ResourceRecord; body: JsonObject; now: number },
): void {
  const { id } = current;
  const [before, after] = [childIds(id, current.body), childIds(id, body)];
  for (const { child, scaleSet } of usesOf(world, id, now)) {
    if (before.has(child) && !after.has(child))
      throw childInUse(child, nameOf(current.body, id, child), scaleSet);
    if (child.includes('/probes/'))
      requireRuleKept({ id, before: current.body, after: body, probe: child, scaleSet });
  }
}

const IN_USE: Array<[part: string, code: string, says: string]> = [
  [
    '/backendaddresspools/',
    'LoadBalancerBackendAddressPoolInUseByVirtualMachineScaleSet',
    'backend address pool',
  ],
  ['/inboundnatpools/', 'LoadBalancerInboundNatPoolInUseByVirtualMachineScaleSet', 'inbound nat pool'],
  ['/probes/', 'LoadBalancerProbeInUseByVirtualMachineScaleSet', 'probe'],
];

function childInUse(child: string, name: string, scaleSet: string): ArmError {
  const [, code = '', says = ''] = IN_USE.find(([part]) => child.includes(part)) ?? [];
  return bad(
    code,
    `Cannot remove ${says} ${name} from load balancer since it is in use by virtual machine scale set ${scaleSet}.`,
  );
}

/** A probe tells of health only while a rule goes by it. */
function requireRuleKept(what: {
  id: string;
  before: JsonObject;
  after: JsonObject;
  probe: string;
  scaleSet: string;
}): void {
  const { id, before, after, probe, scaleSet } = what;
  const [had, has] = [rulesBy(before, probe), rulesBy(after, probe)];
  const [rule] = had;
  if (rule === undefined || has.length > 0) return;
  throw bad(
    'CannotRemoveRuleUsedByProbeUsedByVMSS',
    `Load balancer rule ${id}/loadBalancingRules/${rule} cannot be removed because the rule references the load balancer probe ${id}/probes/${nameOf(before, id, probe)} that is used as health probe by VM scale set ${scaleSet}. To remove this rule, please update VM scale set to remove the reference to the probe.`,
  );
}

function rulesBy(body: JsonObject, probe: string): string[] {
  return childrenOf(body, 'loadBalancingRules')
    .filter((rule) => textAt(rule, 'properties', 'probe', 'id')?.toLowerCase() === probe)
    .map((rule) => String(rule.name));
}

function childIds(id: string, body: JsonObject): Set<string> {
  return new Set(
    CHILDREN.flatMap((kind) =>
      childrenOf(body, kind).map((child) => `${id}/${kind}/${String(child.name)}`.toLowerCase()),
    ),
  );
}

/** The name as the balancer spells it. */
function nameOf(body: JsonObject, id: string, child: string): string {
  const [, kind = '', name = ''] = child.slice(id.length).split('/');
  const found = CHILDREN.filter((one) => one.toLowerCase() === kind)
    .flatMap((one) => childrenOf(body, one))
    .find((one) => String(one.name).toLowerCase() === name);
  return found ? String(found.name) : name;
}

function usesOf(world: World, balancer: string, now: number): Use[] {
  const prefix = `${balancer.toLowerCase()}/`;
  return [...world.store.scaleSets.values()].flatMap((scaleSet) => {
    if (isDeleted(world.store, scaleSet, now)) return [];
    const id = resourceId(scaleSet, SCALE_SETS, scaleSet.name);
    return modelsInUse(world, scaleSet, now)
      .flatMap(referencesOf)
      .filter((child) => child.startsWith(prefix))
      .map((child) => ({ child, scaleSet: id }));
  });
}

/** The latest model, and those that instances still run. */
function modelsInUse(world: World, scaleSet: ScaleSetRecord, now: number): JsonObject[] {
  const versions = new Set([scaleSet.modelVersion]);
  for (const instance of world.store.instances.group(scaleSet.key))
    if (!isAbsent(instance, now)) versions.add(appliedVersion(instance, now));
  return [...versions].map((version) => scaleSet.models[version]).filter(isObject);
}

function referencesOf(model: JsonObject): string[] {
  const probe = textAt(model, 'networkProfile', 'healthProbe', 'id');
  const configurations = listAt(model, 'networkProfile', 'networkInterfaceConfigurations').flatMap((nic) =>
    listAt(nic, 'properties', 'ipConfigurations'),
  );
  const lists = configurations.flatMap((ip) =>
    ['loadBalancerBackendAddressPools', 'loadBalancerInboundNatPools'].flatMap((name) =>
      listAt(ip, 'properties', name),
    ),
  );
  const ids = lists.filter(isObject).map(({ id }) => id);
  return [...ids, probe].filter((id) => typeof id === 'string').map((id) => id.toLowerCase());
}
