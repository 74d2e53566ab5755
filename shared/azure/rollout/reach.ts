import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { LoadBalancer } from '@azure/arm-network';
import { armCall } from '../arm-call.ts';
import { addressesByVm } from '../machine-addresses.ts';
import { unlessAbsent } from '../unless-absent.ts';
import { type FleetCloud, readSet, same } from './fleet-cloud.ts';
import { type Front, frontOf } from './front.ts';
import { listInstances } from './instances.ts';
import { listInterfaces } from './interfaces.ts';
import { balancerId, lastSeconds, readSeries } from './metrics.ts';
import { nicsOf, placeOf } from './pools.ts';

interface Reached {
  well: boolean;
  why: string;
}

/** The share of its probes that a machine must have answered in the last minute that is known. */
const LEAST_PERCENT = 90;
/** The service knows a minute one or two minutes later. */
const WINDOW_SECONDS = 300;

/**
 * Whether the load balancer's own probes find every machine of the unit up: its metric DipAvailability by backend
 * address. Where nothing probes, nobody can be asked, and that is said.
 */
export async function readReach(cloud: FleetCloud, unit: string, name: string | undefined): Promise<Reached> {
  if (name === undefined) return { well: true, why: 'nothing is switched, so no load balancer is asked' };
  const front = frontOf(cloud, name);
  const set = await readSet(cloud, unit);
  if (!set?.sku?.capacity) return { well: true, why: `${unit} has no machines` };
  const place = placeOf(nicsOf(set), front);
  if (place.production === 0 && !place.stage) return { well: false, why: `${unit} is in neither pool` };
  const balancer = await readBalancer(cloud, front);
  if (!balancer) return { well: false, why: `there is no load balancer ${front.loadBalancer}` };
  const untold = whyUntold(balancer, place.production > 0 ? front.production : front.stage);
  if (untold !== undefined) return { well: true, why: untold };
  const machines = await addressesOf(cloud, unit, set);
  return judged(machines, await availability(cloud, name));
}

async function readBalancer({ clients }: FleetCloud, front: Front): Promise<LoadBalancer | undefined> {
  const { loadBalancers } = clients.network;
  const get = () => loadBalancers.get(front.resourceGroup, front.loadBalancer);
  return (await armCall(() => unlessAbsent(get))).value;
}

interface Addressed {
  machine: string;
  address: string | undefined;
}

async function addressesOf(
  cloud: FleetCloud,
  unit: string,
  set: VirtualMachineScaleSet,
): Promise<Addressed[]> {
  const machines = await listInstances(cloud, unit, set);
  const addresses = addressesByVm(await listInterfaces(cloud, unit, set));
  return machines.map(({ name, resourceId }) => ({
    machine: name,
    address: addresses.get(resourceId.toLowerCase())?.privateIp,
  }));
}

/** Why the load balancer cannot tell; `undefined`: it can. */
function whyUntold({ name, sku, loadBalancingRules = [] }: LoadBalancer, pool: string): string | undefined {
  if (sku?.name === 'Basic') return `${name} is a basic load balancer, which tells nothing of its backends`;
  const rules = loadBalancingRules.filter(({ backendAddressPool, backendAddressPools = [] }) =>
    [backendAddressPool, ...backendAddressPools].some((one) => same(one?.id, pool)),
  );
  if (rules.length === 0) return `no rule of ${name} leads to the pool`;
  return rules.some(({ probe }) => probe?.id) ? undefined : `no rule of ${name} to the pool has a probe`;
}

/** The last percentage known, by address. */
async function availability(cloud: FleetCloud, front: string): Promise<Map<string, number>> {
  const series = await readSeries(cloud, balancerId(cloud, front), {
    metricnames: 'DipAvailability',
    aggregation: 'Average',
    timespan: lastSeconds(cloud, WINDOW_SECONDS),
    filter: "BackendIPAddress eq '*'",
    top: MOST_BACKENDS,
  });
  return new Map(
    series.flatMap(({ metadatavalues = [], data = [] }) => {
      const dimension = metadatavalues.find(({ name }) => same(name?.value, 'BackendIPAddress'));
      const last = data.map(({ average }) => average).findLast((average) => average !== undefined);
      return dimension?.value && last !== undefined ? [[dimension.value, last] as const] : [];
    }),
  );
}

/** Without a number the service answers ten. */
const MOST_BACKENDS = 1000;

function judged(machines: Addressed[], percent: Map<string, number>): Reached {
  const unwell = machines.flatMap(({ machine, address }) => {
    const known = address === undefined ? undefined : percent.get(address);
    if (known === undefined) return [`${machine} has not been probed yet`];
    return known < LEAST_PERCENT ? [`${machine} answers ${Math.round(known)} % of the probes`] : [];
  });
  if (unwell.length === 0) return { well: true, why: `all ${machines.length} machines answer the probes` };
  const [first = ''] = unwell;
  return { well: false, why: unwell.length === 1 ? first : `${first}, and ${unwell.length - 1} more` };
}
