import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { NamedFleet } from '../../contracts/fleet.ts';
import { permanent } from '../../contracts/problem.ts';
import type { ScaleSetName } from '../../contracts/scale-set-id.ts';
import type { SavedValues, Secrets } from '../../ports/rollout.ts';
import { allPages } from '../all-pages.ts';
import { armCall } from '../arm-call.ts';
import type { ArmClients } from '../arm-clients.ts';
import { unlessAbsent } from '../unless-absent.ts';

/** One fleet's scale sets and what is needed to change them. Units are scale sets in the resource group of the base. */
export interface FleetCloud {
  fleet: NamedFleet;
  /** Part of the mark on what is ours. */
  installation: string;
  base: ScaleSetName;
  /** Of the base's subscription. */
  clients: ArmClients;
  /** Images may be of another one. */
  clientsOf: (subscriptionId: string) => ArmClients;
  saved: SavedValues;
  secrets: Secrets;
  now: () => Date;
}

export function idOfUnit({ base }: FleetCloud, unit: string): string {
  const group = `/subscriptions/${base.subscriptionId}/resourceGroups/${base.resourceGroup}`;
  return `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/${unit}`;
}

/** A unit's scale set; `undefined` when there is none. User data are answered only where asked for. One call. */
export async function readSet(
  { clients, base }: FleetCloud,
  unit: string,
  { userData = false } = {},
): Promise<VirtualMachineScaleSet | undefined> {
  const options = userData ? { expand: 'userData' as const } : {};
  const read = () => clients.compute.virtualMachineScaleSets.get(base.resourceGroup, unit, options);
  return (await armCall(() => unlessAbsent(read))).value;
}

/** The same, of a unit that must be there. */
export async function requireSet(cloud: FleetCloud, unit: string): Promise<VirtualMachineScaleSet> {
  const set = await readSet(cloud, unit);
  if (set) return set;
  throw permanent(
    'unitNotFound',
    `There is no scale set ${unit} in ${cloud.base.resourceGroup}.`,
    'Somebody removed it: roll back, or make it again.',
  );
}

/** Every scale set beside the base, whoever made it. One call a page. */
export async function listSets({ clients, base }: FleetCloud): Promise<VirtualMachineScaleSet[]> {
  const { value } = await armCall(() =>
    allPages(clients.compute.virtualMachineScaleSets.list(base.resourceGroup)),
  );
  return value;
}

/** ARM ids and names compare without regard to case. */
export function same(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}
