import type { FleetCloud } from './fleet-cloud.ts';

/** What is switched: two backend pools of one load balancer, by their ids. */
export interface Front {
  loadBalancer: string;
  resourceGroup: string;
  production: string;
  stage: string;
}

export interface FrontNames {
  loadBalancer: string;
  productionPool: string;
  stagePool: string;
}

/** None of the names may have a slash in it, so one text holds all three. */
export function frontName({ loadBalancer, productionPool, stagePool }: FrontNames): string {
  return [loadBalancer, productionPool, stagePool].join('/');
}

/** The load balancer is in the resource group of the scale sets. */
export function frontOf({ base }: FleetCloud, name: string): Front {
  const [loadBalancer = '', production = '', stage = ''] = name.split('/');
  const group = `/subscriptions/${base.subscriptionId}/resourceGroups/${base.resourceGroup}`;
  const pools = `${group}/providers/Microsoft.Network/loadBalancers/${loadBalancer}/backendAddressPools`;
  return {
    loadBalancer,
    resourceGroup: base.resourceGroup,
    production: `${pools}/${production}`,
    stage: `${pools}/${stage}`,
  };
}
