import type { LoadBalancer } from '@azure/arm-network';
import type { Check } from '../../../contracts/rollout/plan.ts';
import { armCall } from '../../arm-call.ts';
import { unlessAbsent } from '../../unless-absent.ts';
import { type FleetCloud, same } from '../fleet-cloud.ts';
import type { Front } from '../front.ts';
import { nicsOf, placeOf } from '../pools.ts';
import { asked, doubtful, type Found, ok, wrong } from './found.ts';

/** Whether what is to be switched is there. One call; none where nothing is switched. */
export async function balancerChecks(cloud: FleetCloud, found: Found): Promise<Check[]> {
  const { front } = found;
  if (!front) return [];
  if (same(front.production, front.stage))
    return [
      wrong('samePools', 'Production and stage are the same pool.', 'Name two pools of the load balancer.'),
    ];
  return asked('loadBalancer', async () => {
    const { loadBalancers } = cloud.clients.network;
    const get = () => loadBalancers.get(front.resourceGroup, front.loadBalancer);
    const { value } = await armCall(() => unlessAbsent(get));
    if (!value)
      return [
        wrong(
          'loadBalancer',
          `There is no load balancer ${front.loadBalancer} in ${front.resourceGroup}.`,
          'Correct blueGreen.loadBalancer.',
        ),
      ];
    return [...poolChecks(value, front), ...strangers(found, front)];
  });
}

function poolChecks({ backendAddressPools = [], name }: LoadBalancer, front: Front): Check[] {
  const lacking = [front.production, front.stage]
    .map((id) => id.slice(id.lastIndexOf('/') + 1))
    .filter((wanted) => !backendAddressPools.some((pool) => same(pool.name, wanted)));
  if (lacking.length === 0) return [ok('pools', `${name} has both pools.`)];
  return lacking.map((pool) =>
    wrong('pools', `${name} has no pool ${pool}.`, 'Correct the names of the pools.'),
  );
}

/** Who else is in the pools: their machines are not looked after, and take part of the traffic. */
function strangers({ sets, units }: Found, front: Front): Check[] {
  return sets
    .filter(({ name }) => !units.some((unit) => same(unit.name, name)))
    .flatMap((set) => {
      const { production, stage } = placeOf(nicsOf(set), front);
      if (production === 0 && !stage) return [];
      const where = production > 0 ? 'production' : 'stage';
      return [
        doubtful(
          'poolShared',
          `${set.name}, which is not of this fleet, is in the ${where} pool.`,
          'Take it out.',
        ),
      ];
    });
}
