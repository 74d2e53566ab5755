import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import { ProblemError } from '../contracts/problem.ts';
import { scaleSetName } from '../contracts/scale-set-id.ts';
import type { ScaleSetName } from '../contracts/scale-set-id.ts';
import type { ObservedInstance, ObservedScaleSet, ScaleSets } from '../ports/scale-sets.ts';
import { allPages } from './all-pages.ts';
import { armCall } from './arm-call.ts';
import { armClients } from './arm-clients.ts';
import type { ArmClients, ArmConnection } from './arm-clients.ts';
import { azureUnreadableAnswer } from './arm-errors.ts';
import { hasInstance } from './has-instance.ts';
import { belongsTo, flexibleInstance, uniformInstance } from './observed-instances.ts';
import { addressesByVm } from './machine-addresses.ts';
import { unlessAbsent } from './unless-absent.ts';

/** A scale set with the clients of its subscription. */
interface Place extends ScaleSetName {
  id: string;
  clients: ArmClients;
}

type Mode = 'Uniform' | 'Flexible';

/** What Azure allows in names; keeps quotes out of filters and `..` out of paths. */
const PLAIN = /^[\p{L}\p{N}_().-]*[\p{L}\p{N}_()-]$/u;

function isPlain({ subscriptionId, resourceGroup, name }: ScaleSetName): boolean {
  return [subscriptionId, resourceGroup, name].every((part) => PLAIN.test(part));
}

/** Scale sets read from Azure Resource Manager, or from a simulated one (`endpoint` and `localToken`). */
export function createScaleSets(connection: ArmConnection): ScaleSets {
  const clientsOf = armClients(connection);
  const modes = rememberModes();
  const placeOf = (id: string): Place => {
    const name = scaleSetName(id);
    if (!name || !isPlain(name)) throw invalidId();
    return { id, ...name, clients: clientsOf(name.subscriptionId) };
  };
  return {
    async read(id) {
      const { value: scaleSet, budget } = await armCall(() => readScaleSet(placeOf(id), modes));
      return { scaleSet, budget };
    },
    async listInstances(id) {
      const { value: instances, budget } = await armCall(async () =>
        listInstances(placeOf(id), await modes.of(placeOf(id))),
      );
      return { instances, budget };
    },
    async hasInstance(id, instance) {
      const { value } = await armCall(() => hasInstance(placeOf(id), instance));
      return value;
    },
    async addresses(id, { nic, isPublic = false } = {}) {
      const { value } = await armCall(async () => {
        const place = placeOf(id);
        const mode = await modes.of(place);
        const interfaces = await listInterfaces(place, mode);
        return { interfaces, publicIps: isPublic ? await listPublicIps(place, mode) : [] };
      });
      return addressesByVm(value.interfaces, { nic, publicIps: value.publicIps });
    },
  };
}

/** The orchestration mode of each scale set that was read: it never changes, but for one that is made anew. */
function rememberModes() {
  const known = new Map<string, Mode>();
  const learn = ({ id }: Place, { orchestrationMode }: VirtualMachineScaleSet): Mode => {
    const mode = orchestrationMode === 'Flexible' ? 'Flexible' : 'Uniform';
    known.set(id.toLowerCase(), mode);
    return mode;
  };
  return {
    learn,
    of: async (place: Place) => known.get(place.id.toLowerCase()) ?? learn(place, await getScaleSet(place)),
  };
}

async function getScaleSet({ clients, resourceGroup, name }: Place): Promise<VirtualMachineScaleSet> {
  const set = await clients.compute.virtualMachineScaleSets.get(resourceGroup, name);
  // ARM always answers the id: without it this was some other page that said 200.
  if (!set.id) throw azureUnreadableAnswer('a scale set without its id');
  return set;
}

async function readScaleSet(
  place: Place,
  modes: ReturnType<typeof rememberModes>,
): Promise<ObservedScaleSet | undefined> {
  const set = await unlessAbsent(() => getScaleSet(place));
  if (!set) return undefined;
  modes.learn(place, set);
  return observed(place.id, set);
}

function observed(asked: string, set: VirtualMachineScaleSet): ObservedScaleSet {
  return {
    id: asked,
    // A Flexible set that only gathers VMs made by hand has no sku, so no capacity of its own.
    capacity: set.sku?.capacity ?? 0,
    provisioningState: set.provisioningState ?? '',
  };
}

async function listInstances(
  { id, clients, resourceGroup, name }: Place,
  mode: Mode,
): Promise<ObservedInstance[]> {
  const { virtualMachines, virtualMachineScaleSetVMs } = clients.compute;
  // With the power states: the same calls, and longer answers.
  const expand = 'instanceView';
  if (mode === 'Uniform')
    return (await allPages(virtualMachineScaleSetVMs.list(resourceGroup, name, { expand }))).map(
      uniformInstance,
    );
  const filter = `'virtualMachineScaleSet/id' eq '${id}'`;
  const machines = await allPages(virtualMachines.list(resourceGroup, { filter, expand }));
  return machines.filter(belongsTo(id)).map(flexibleInstance);
}

/** Interfaces of Flexible instances are the resource group's own; those of other VMs in it come along and do no harm. */
function listInterfaces({ clients, resourceGroup, name }: Place, mode: Mode) {
  const { networkInterfaces } = clients.network;
  return allPages(
    mode === 'Uniform'
      ? networkInterfaces.listVirtualMachineScaleSetNetworkInterfaces(resourceGroup, name)
      : networkInterfaces.list(resourceGroup),
  );
}

function listPublicIps({ clients, resourceGroup, name }: Place, mode: Mode) {
  const { publicIPAddresses } = clients.network;
  return allPages(
    mode === 'Uniform'
      ? publicIPAddresses.listVirtualMachineScaleSetPublicIPAddresses(resourceGroup, name)
      : publicIPAddresses.list(resourceGroup),
  );
}

function invalidId(): ProblemError {
  return new ProblemError({
    kind: 'InvalidInput',
    code: 'scaleSetIdInvalid',
    message: 'This is not the resource id of a scale set.',
    nextStep: "Correct the fleet's scaleSet.",
  });
}
