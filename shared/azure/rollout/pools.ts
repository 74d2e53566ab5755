import type {
  SubResource,
  VirtualMachineScaleSet,
  VirtualMachineScaleSetIPConfiguration,
  VirtualMachineScaleSetNetworkConfiguration,
} from '@azure/arm-compute';
import type { Place } from '../../contracts/rollout/facets.ts';
import type { Front } from './front.ts';
import { same } from './fleet-cloud.ts';

type Nics = VirtualMachineScaleSetNetworkConfiguration[];
type IpConfiguration = VirtualMachineScaleSetIPConfiguration;

/** Pools of one IP configuration beyond those that are switched: other load balancers', application gateways'. */
export interface OtherPools {
  at: string;
  loadBalancer: string[];
  gateway: string[];
}

export function nicsOf(set: VirtualMachineScaleSet): Nics {
  return set.virtualMachineProfile?.networkProfile?.networkInterfaceConfigurations ?? [];
}

/** Where the model has its machines: by the pools that are switched. */
export function placeOf(nics: Nics, front: Front): Place {
  const pools = nics.flatMap((nic) => nic.ipConfigurations ?? []).flatMap(balancerPools);
  const isIn = (pool: string) => pools.some((id) => same(id, pool));
  return { production: isIn(front.production) ? 100 : 0, stage: isIn(front.stage), mirror: 0 };
}

/** The IP configurations of a model that stand behind the front, as `nic/configuration`. */
export function positionsOf(nics: Nics, front: Front): string[] {
  return positions(nics).flatMap(({ at, configuration }) =>
    balancerPools(configuration).some((id) => isSwitched(id, front)) ? [at] : [],
  );
}

/** What else a model is reached through. While a unit is not in production it must not be reached by that either. */
export function otherPools(nics: Nics, front: Front): OtherPools[] {
  return positions(nics).flatMap(({ at, configuration }) => {
    const loadBalancer = balancerPools(configuration).filter((id) => !isSwitched(id, front));
    const gateway = idsOf(configuration.applicationGatewayBackendAddressPools);
    return loadBalancer.length + gateway.length > 0 ? [{ at, loadBalancer, gateway }] : [];
  });
}

interface Placing {
  front: Front;
  place: Place;
  /** Where it joins; the primary configuration of the primary interface when there are none. */
  at: string[];
  /** What else it is reached through in production. */
  others: OtherPools[];
}

/** The interfaces of a model whose machines are to be in this place. */
export function placed(nics: Nics, { front, place, at, others }: Placing): Nics {
  const wanted = [...(place.production > 0 ? [front.production] : []), ...(place.stage ? [front.stage] : [])];
  const joining = at.length > 0 ? at : primaryPosition(nics);
  return nics.map((nic) => ({
    ...nic,
    ipConfigurations: (nic.ipConfigurations ?? []).map((configuration) => {
      const position = `${nic.name}/${configuration.name}`;
      const other = place.production > 0 ? others.find((pools) => same(pools.at, position)) : undefined;
      const own = joining.some((joined) => same(joined, position)) ? wanted : [];
      return withPools(configuration, {
        balancer: [...own, ...(other?.loadBalancer ?? [])],
        gateway: other?.gateway ?? [],
      });
    }),
  }));
}

/** Every pool of every configuration, as one text each: equal where machines are reached alike. */
export function poolsByConfiguration(nics: Nics): Map<string, string> {
  return new Map(
    positions(nics).map(({ at, configuration }) => [at.toLowerCase(), poolsKey(poolsIn(configuration))]),
  );
}

/** Whether the machines of two models are reached alike. */
export function isReachedAlike(one: Nics, other: Nics): boolean {
  return JSON.stringify([...poolsByConfiguration(one)]) === JSON.stringify([...poolsByConfiguration(other)]);
}

export function poolsKey(pools: string[]): string {
  return pools
    .map((id) => id.toLowerCase())
    .sort()
    .join(' ');
}

function poolsIn(configuration: IpConfiguration): string[] {
  return [...balancerPools(configuration), ...idsOf(configuration.applicationGatewayBackendAddressPools)];
}

function withPools(
  configuration: IpConfiguration,
  { balancer, gateway }: { balancer: string[]; gateway: string[] },
): IpConfiguration {
  const { applicationGatewayBackendAddressPools: had } = configuration;
  return {
    ...configuration,
    // Empty, not absent: a PATCH leaves alone what is absent.
    loadBalancerBackendAddressPools: balancer.map((id) => ({ id })),
    ...(had || gateway.length > 0
      ? { applicationGatewayBackendAddressPools: gateway.map((id) => ({ id })) }
      : {}),
  };
}

function positions(nics: Nics): { at: string; configuration: IpConfiguration }[] {
  return nics.flatMap((nic) =>
    (nic.ipConfigurations ?? []).map((configuration) => ({
      at: `${nic.name}/${configuration.name}`,
      configuration,
    })),
  );
}

function primaryPosition(nics: Nics): string[] {
  const nic = nics.find(({ primary }) => primary) ?? nics[0];
  const usable = (nic?.ipConfigurations ?? []).filter(
    ({ privateIPAddressVersion }) => privateIPAddressVersion !== 'IPv6',
  );
  const configuration = usable.find(({ primary }) => primary) ?? usable[0];
  return nic && configuration ? [`${nic.name}/${configuration.name}`] : [];
}

function balancerPools(configuration: IpConfiguration): string[] {
  return idsOf(configuration.loadBalancerBackendAddressPools);
}

function idsOf(resources: SubResource[] = []): string[] {
  return resources.flatMap(({ id }) => (id ? [id] : []));
}

function isSwitched(id: string, { production, stage }: Front): boolean {
  return same(id, production) || same(id, stage);
}
