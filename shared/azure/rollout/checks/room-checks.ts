import type { Usage, VirtualMachineScaleSet } from '@azure/arm-compute';
import type { Check } from '../../../contracts/rollout/plan.ts';
import { allPages } from '../../all-pages.ts';
import { armCall } from '../../arm-call.ts';
import { type FleetCloud, same } from '../fleet-cloud.ts';
import { nicsOf } from '../pools.ts';
import { asked, doubtful, type Found, ok, wrong } from './found.ts';

/** Whether there is room for the new machines beside the old ones: quota, addresses, the set's own limit. */
export async function roomChecks(cloud: FleetCloud, found: Found): Promise<Check[]> {
  const { base } = found;
  if (!base) return [];
  const [quota, addresses] = await Promise.all([
    asked('quota', () => quotaChecks(cloud, base, found)),
    asked('addresses', () => addressChecks(cloud, base, found)),
  ]);
  return [...limitChecks(base, found), ...quota, ...addresses];
}

/** A scale set of one placement group has up to 100 machines, one of a managed image 600, any other 1,000. */
function limitChecks({ singlePlacementGroup }: VirtualMachineScaleSet, { size, policy }: Found): Check[] {
  const most = singlePlacementGroup ? 100 : policy.image.managedImage === undefined ? 1000 : 600;
  const wanted = Math.max(size.desired, size.max);
  if (wanted <= most) return [];
  const message = `The new scale set may have ${most} machines, and is to have up to ${wanted}.`;
  return [wrong('instanceLimit', message, 'Ask for fewer instances, or another base.')];
}

async function quotaChecks(
  { clients }: FleetCloud,
  base: VirtualMachineScaleSet,
  found: Found,
): Promise<Check[]> {
  const { value } = await armCall(() => allPages(clients.compute.usage.list(base.location)));
  const { desired } = found.size;
  const { name: size = '' } = base.sku ?? {};
  const cores = coresOf(size) * desired;
  const isSpot = base.virtualMachineProfile?.priority === 'Spot';
  const needs: [string, number][] = [
    ...(isSpot ? [['lowPriorityCores', cores] as [string, number]] : coreNeeds(size, cores)),
    ['virtualMachines', desired],
    ['virtualMachineScaleSets', 1],
  ];
  const short = needs.flatMap(([name, need]) => shortOf(value, name, need));
  if (short.length === 0) return [ok('quota', `The quota has room for ${desired} more machines.`)];
  return short.map((message) =>
    lacking(found, { code: 'quota', message, nextStep: 'Ask Azure for more quota.' }),
  );
}

function coreNeeds(size: string, cores: number): [string, number][] {
  const family = familyOf(size);
  return [['cores', cores], ...(family === undefined ? [] : [[family, cores] as [string, number]])];
}

function shortOf(usages: Usage[], name: string, need: number): string[] {
  const usage = usages.find((one) => same(one.name.value, name));
  if (!usage) return [];
  const free = usage.limit - usage.currentValue;
  if (free >= need) return [];
  return [`${usage.name.localizedValue ?? name}: ${need} are needed beside those in use, ${free} are free.`];
}

/** `Standard_D2s_v5` has two cores; of `Standard_M8-2ms_v2` the second number counts. */
function coresOf(size: string): number {
  const [, all = '0', fewer] = /^[A-Za-z]+_[A-Za-z]+(\d+)(?:-(\d+))?/.exec(size) ?? [];
  return Number(fewer ?? all);
}

/** `Standard_D2s_v5` is of `standardDSv5Family`; older names follow no rule, and are left out. */
function familyOf(size: string): string | undefined {
  const [, series, features = '', version] =
    /^Standard_([A-Z]+)\d+(?:-\d+)?([a-z]*)_(v\d+)$/.exec(size) ?? [];
  return series && version ? `standard${series}${features.toUpperCase()}${version}Family` : undefined;
}

const SUBNET = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*\/virtualNetworks\/([^/]+)\/subnets\//i;

async function addressChecks(
  cloud: FleetCloud,
  base: VirtualMachineScaleSet,
  found: Found,
): Promise<Check[]> {
  const subnets = nicsOf(base).flatMap(({ ipConfigurations = [] }) =>
    ipConfigurations.flatMap(({ subnet }) => (subnet?.id ? [subnet.id] : [])),
  );
  const checks = [...countOf(subnets)].map(([id, each]) =>
    addressCheck(cloud, { id, need: each * found.size.desired }, found),
  );
  return Promise.all(checks);
}

function countOf(ids: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids.map((one) => one.toLowerCase())) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

async function addressCheck(
  { clientsOf }: FleetCloud,
  { id, need }: { id: string; need: number },
  found: Found,
): Promise<Check> {
  const [, subscription = '', group = '', network = ''] = SUBNET.exec(id) ?? [];
  const { virtualNetworks } = clientsOf(subscription).network;
  const { value } = await armCall(() => allPages(virtualNetworks.listUsage(group, network)));
  const usage = value.find((one) => same(one.id, id));
  const name = id.slice(id.lastIndexOf('/') + 1);
  if (usage?.limit === undefined || usage.currentValue === undefined)
    return {
      code: 'addresses',
      result: 'unknown',
      message: `Azure does not tell how full subnet ${name} is.`,
    };
  const free = usage.limit - usage.currentValue;
  if (free >= need) return ok('addresses', `Subnet ${name} has ${free} free addresses for ${need} machines.`);
  const message = `Subnet ${name} has ${free} free addresses, and ${need} are needed beside those in use.`;
  return lacking(found, { code: 'addresses', message, nextStep: 'Free some, or use a larger subnet.' });
}

/** Blue/green needs all of it at once; elsewhere old machines make room as new ones come. */
function lacking(
  { policy, stable }: Found,
  { code, message, nextStep }: { code: string; message: string; nextStep: string },
): Check {
  const needsAll = policy.blueGreen !== undefined || !stable;
  return needsAll ? wrong(code, message, nextStep) : doubtful(code, message, nextStep);
}
